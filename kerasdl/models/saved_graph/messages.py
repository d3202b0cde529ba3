"""Messages of TensorFlow's files, as far as kerasdl reads them: a SavedModel is looked at without TensorFlow.

The lines below are fields of TensorFlow's own `.proto` files, with their numbers; a field that is left out stays in a
message as unknown bytes. The messages are in a pool of their own, beside TensorFlow's of the same names.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tensorflow"
# A star: a list of them; <string, …>: a dictionary; ?: one of a choice that is called "kind".
MESSAGES = """
SavedModel: meta_graphs MetaGraphDef* 2
MetaGraphDef: graph_def GraphDef 2, collection_def <string,CollectionDef> 4, asset_file_def Opaque* 6,
  object_graph_def SavedObjectGraph 7
Opaque:
CollectionDef: node_list NodeList 1
NodeList: value string* 1
SavedObjectGraph: nodes SavedObject* 1, concrete_functions <string,SavedConcreteFunction> 2
SavedObject: children ObjectReference* 1, user_object? SavedUserObject 4, asset? Opaque 5, function? SavedFunction 6,
  variable? SavedVariable 7, bare_concrete_function? SavedBareConcreteFunction 8, constant? Opaque 9, resource? Opaque 10,
  captured_tensor? Opaque 12, saveable_objects <string,Opaque> 11, registered_name string 13, registered_saver string 16
ObjectReference: node_id int32 1, local_name string 2
SavedUserObject: identifier string 1
SavedFunction: concrete_functions string* 1
SavedVariable: dtype int32 1, shape TensorShapeProto 2
SavedBareConcreteFunction: concrete_function_name string 1
SavedConcreteFunction: bound_inputs int32* 2, canonicalized_input_signature StructuredValue 3,
  output_signature StructuredValue 4
StructuredValue: tensor_spec_value? TensorSpecProto 33, tuple_value? TupleValue 52, dict_value? DictValue 53
TupleValue: values StructuredValue* 1
DictValue: fields <string,StructuredValue> 1
TensorSpecProto: name string 1, shape TensorShapeProto 2, dtype int32 3
GraphDef: node NodeDef* 1, library FunctionDefLibrary 2
FunctionDefLibrary: function FunctionDef* 1
FunctionDef: signature OpDef 1, node_def NodeDef* 3, ret <string,string> 4
OpDef: name string 1, input_arg ArgDef* 2, output_arg ArgDef* 3
ArgDef: name string 1
NodeDef: name string 1, op string 2, input string* 3, attr <string,AttrValue> 5
AttrValue: list ListValue 1, s bytes 2, i int64 3, f float 4, b bool 5, type int32 6, shape TensorShapeProto 7,
  tensor TensorProto 8, func NameAttrList 10
ListValue: i int64* 3, func NameAttrList* 9
NameAttrList: name string 1
TensorProto: dtype int32 1, tensor_shape TensorShapeProto 2, tensor_content bytes 4, float_val float* 5, int_val int32* 7,
  int64_val int64* 10, bool_val bool* 11
TensorShapeProto: dim Dim* 2, unknown_rank bool 3
Dim: size int64 1
BundleEntryProto: dtype int32 1, shape TensorShapeProto 2, shard_id int32 3, offset int64 4, size int64 5, slices Opaque* 7
BundleHeaderProto: num_shards int32 1, endianness int32 2
TrackableObjectGraph: nodes TrackableObject* 1
TrackableObject: children ObjectReference* 1, attributes SerializedTensor* 2
SerializedTensor: name string 1, checkpoint_key string 3
"""
_KINDS = {"string": 9, "bytes": 12, "int32": 5, "int64": 3, "float": 2, "bool": 8}
_MESSAGE, _OPTIONAL, _REPEATED = 11, 1, 3


def parse(message: str, content: bytes) -> Any:
    """Read a message.

    Args:
        message: its name in `MESSAGES`.
        content: its bytes.

    Raises:
        google.protobuf.message.DecodeError: they are none.
    """
    return _classes()[f"{PACKAGE}.{message}"].FromString(content)


@functools.cache
def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="kerasdl/saved_model.proto", package=PACKAGE, syntax="proto3")
    for line in MESSAGES.replace("\n  ", " ").strip().splitlines():
        name, _, fields = line.partition(":")
        message = file.message_type.add(name=name)
        for place, kind, number in re.findall(r"([\w?]+) (\S+) (\d+)", fields):
            _add_field(message, place, kind, int(number))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClassesForFiles([file.name], pool)


def _add_field(message: Any, place: str, kind: str, number: int) -> None:
    name = place.removesuffix("?")
    field = message.field.add(name=name, number=number, label=_REPEATED if kind[-1] in "*>" else _OPTIONAL)
    if kind.startswith("<"):
        entry = message.nested_type.add(name=f"{name.title().replace('_', '')}Entry")
        entry.options.map_entry = True
        key, value = kind.strip("<>").split(",")
        _add_field(entry, "key", key, 1)
        _add_field(entry, "value", value, 2)
        kind = f"{message.name}.{entry.name}"
    kind = kind.removesuffix("*")
    field.type = _KINDS.get(kind, _MESSAGE)
    if field.type == _MESSAGE:
        field.type_name = f".{PACKAGE}.{kind}"
    if place.endswith("?"):
        if not message.oneof_decl:
            message.oneof_decl.add(name="kind")
        field.oneof_index = 0
