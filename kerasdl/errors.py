"""Error classes: each message is one line that states the rule and the value received."""


class KerasdlError(Exception):
    """Base of every error that kerasdl raises on purpose; the command prints it and exits with status 1."""


class DataError(KerasdlError):
    """The bundled digits are missing or damaged."""


class PictureError(KerasdlError):
    """A picture cannot be read as ink."""


class ConfigError(KerasdlError):
    """A setting breaks its rule."""


class TrainingError(KerasdlError):
    """Training cannot start, continue, or be resumed."""


class ModelError(KerasdlError):
    """A model folder, or something in it, is missing, damaged or of the wrong kind."""


class ExportError(KerasdlError):
    """A model cannot be written in the format asked for."""


class ParityError(KerasdlError):
    """An exported model does not answer as its Keras original does."""


class SearchError(KerasdlError):
    """A search for structures cannot continue."""
