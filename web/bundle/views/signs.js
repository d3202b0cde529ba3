import{a as I,b as $,c as q,d as z,e as j,f as v,g as C,h as H,i as B,j as P,k as U,l as G,m as W}from"../signs.js";import"../gradient_descent.js";import{a as O,c as M}from"../keras_code_template.js";import{a as R,c as F}from"../network_file.js";import{a as s,b as T,c as N}from"../elements.js";import{h as E,j as x,k as D}from"../main.js";var ee=100,te=`# %% [markdown]
# # A network of one's own signs, trained as in the web page: {title}
#
# Runs as it stands: \`pip install keras jax kerasdl\`, then \`KERAS_BACKEND=jax python\` and this file's name.

# %%
import base64
import zlib

import keras
import numpy as np

from kerasdl.layers.random_warp import RandomWarp  # data: each drawing a little otherwise, each time
{imports}
SEED, EPOCHS, BATCH, RATE = {seed}, {epochs}, {batch}, {rate}
NAMES = {names}
keras.utils.set_random_seed(SEED)

# %% [markdown]
# ## Data
#
# The drawings, {side} × {side} greys each and centred as the network takes them, so many of each sign. Each is warped {warps} times,
# more than MNIST's digits are: a few drawings stand for many hands.

# %%
COUNTS = {counts}
DRAWINGS = (
{drawings}
)
greys = np.frombuffer(zlib.decompress(base64.b64decode(DRAWINGS)), np.uint8)
drawings = greys.reshape(-1, {side}, {side}).astype("float32") / 255
labels = np.repeat(np.arange(len(NAMES)), COUNTS)
images, targets = np.tile(drawings, ({warps}, 1, 1)), np.tile(labels, {warps})
images = np.asarray(RandomWarp({strength}, stroke=1.0, seed=SEED)(images, training=True))
`,se=`
# %% [markdown]
# ## Step 1: a set of functions
#
# The first layers of the page's network stay as they are: what they find in digits is of use for other signs, too. Only the last
# layer is new. (On a page with a network of its own, that one's folder stands in the place of "web".)

# %%
layers = open_model("web").load().layers
dense = [n for n, layer in enumerate(layers) if isinstance(layer, keras.layers.Dense)]
features = keras.Sequential([keras.Input(({side}, {side})), *layers[: dense[min({featureLayers}, len(dense) - 1)]]])
inputs = features.predict(images, batch_size=1000, verbose=0)
learner = keras.Sequential(
    [keras.Input(inputs.shape[1:]), keras.layers.Dense(len(NAMES), "softmax", kernel_initializer="zeros")]
)
network = keras.Sequential([keras.Input(({side}, {side})), *features.layers, *learner.layers])
network.summary()
`,ne=`
# %% [markdown]
# ## Step 1: a set of functions
#
# A small network. Each θ, all the weights and biases, is one function of the set; the seed draws the first one.

# %%
inputs = images
network = learner = keras.Sequential(
    [
        keras.Input(({side}, {side})),
        keras.layers.Flatten(),
        keras.layers.Dense({hidden}, "relu", kernel_initializer="he_uniform"),
        keras.layers.Dense(len(NAMES), "softmax"),
    ]
)
network.summary()
`,ae=`
# %% [markdown]
# ## Step 2: the goodness of a function; step 3: pick the best one

# %%
steps = EPOCHS * -(-len(inputs) // BATCH)
falling = keras.optimizers.schedules.PolynomialDecay(RATE, steps, 0.0)
learner.compile(keras.optimizers.Adam(falling), "sparse_categorical_crossentropy", metrics=["accuracy"])
learner.fit(inputs, targets, batch_size=BATCH, epochs=EPOCHS, verbose=2)
answers = network.predict(drawings, verbose=0).argmax(1)
print(f"{np.sum(answers == labels)} of the {len(labels)} drawings read right")

# %% [markdown]
# ## The network as a file
#
# \`kerasdl export signs.keras --page site\` writes it for TensorFlow.js and other runtimes, and as a page of its own.

# %%
network.save("signs.keras")
`;async function re(e){return(btoa(Array.from(await P(e,new CompressionStream("deflate")),a=>String.fromCharCode(a)).join("")).match(new RegExp(`.{1,${ee}}`,"g"))??[]).map(a=>`    "${a}"`).join(`
`)}async function K({images:e,labels:t,side:a,names:r},n,g){let{epochs:c,batch:d,rate:l,strength:f}=I,p={title:r.join(", "),names:`[${r.map(u=>JSON.stringify(u)).join(", ")}]`,counts:`[${r.map((u,i)=>t.filter(o=>o===i).length).join(", ")}]`,drawings:await re(e),side:a,seed:g,epochs:c,batch:d,rate:l,strength:f,warps:z(t.length),hidden:$,featureLayers:q,imports:n?`from kerasdl.models.folder import open_model  # the network that the page reads with
`:""};return[te,n?se:ne,ae].join("").replace(/\{(\w+)\}/g,(u,i)=>String(p[i]??u))}var A=2,oe=e=>async t=>{try{return await e(t)}catch(a){let{key:r,values:n}=a;throw r==="picture.blank"?E("signs.no_sign",n):a}};function ie(e,t,a,{added:r,errors:n}){let g=n.slice(0,A).map(c=>x(c,e));return n.length>A&&g.push(e("signs.pictures_refused",{count:n.length-A})),[...r>0?[e("signs.pictures_added",{name:t,count:a,added:r})]:[],...g].join(" ")}function V({document:e,t,signs:a,attempt:r,pictures:n},g,c){let d=t("signs.pictures_of",{name:g}),l=s(e,"input",{type:"file",hidden:!0,multiple:!0,accept:"image/*","data-files":c,"aria-label":d});return l.addEventListener("change",r(async()=>{let p=[...l.files??[]];if(l.value="",p.length===0)return"";let h=await n(),u=await a.takeFiles(c,p,oe(o=>h(o,{document:e}))),{length:i}=a.state.get("signs").find(o=>o.name===g)?.drawings??[];return ie(t,g,i,u)})),[s(e,"button",{type:"button","data-pictures":c,text:t("signs.pictures"),"aria-label":d,onclick:()=>l.click()}),l]}function _(e,t,a={"aria-hidden":!0}){let r=Math.round(Math.sqrt(t.length)),n=s(e,"canvas",{width:r,height:r,...a});return D(n,t),n}function ce(e,{name:t,drawings:a},r){let{document:n,t:g,signs:c,attempt:d}=e,l=s(n,"input",{type:"text",maxlength:40,"aria-label":g("signs.name",{number:r+1})});l.value=t,l.addEventListener("change",async()=>{await d(()=>c.rename(r,l.value.trim()))(),l.value=c.state.get("signs")[r]?.name??""});let f=a.length<v?g("signs.count",{count:a.length,enough:v}):g("signs.more",{count:a.length});return s(n,"li",{class:"card sign"},s(n,"div",{class:"actions"},l,s(n,"button",{type:"button",text:g("signs.remove"),"aria-label":g("signs.remove_name",{name:t}),onclick:d(()=>c.remove(r))})),s(n,"div",{class:"actions"},s(n,"p",{class:"quiet",text:f}),...V(e,t,r)),s(n,"div",{class:"drawings"},...a.map((p,h)=>s(n,"button",{type:"button","data-erase":`${r}-${h}`,"aria-label":g("signs.erase",{name:t,number:h+1}),onclick:d(()=>c.erase(r,h))},_(n,c.digit(p))))))}function le({document:e,t,signs:a,attempt:r,strokes:n,picture:g,clear:c}){let d=s(e,"div",{class:"actions"}),l=s(e,"fieldset",{class:"adds"},s(e,"legend",{text:t("signs.draw")}),d),f=(p,h,u)=>r(()=>{let i=g();return i?a.takePicture(p,i):a.draw(p,n()),c(),t("signs.drawn",{name:h,count:u+1})});return{root:l,show(p){let{add:h}=d.contains(e.activeElement)?e.activeElement.dataset:{};l.hidden=p.length===0,d.replaceChildren(...p.map(({name:u,drawings:{length:i}},o)=>s(e,"button",{type:"button","data-add":o,class:i<v&&"first","aria-label":t("signs.draw_as",{name:u,count:i}),onclick:f(o,u,i)},`${u} `,s(e,"b",{text:String(i)})))),h&&d.querySelector(`[data-add="${h}"]`)?.focus()}}}function J(e){let{document:t,t:a,signs:r,attempt:n}=e,{state:g}=r,c=le(e),d=s(t,"ol",{class:"signs"}),l=s(t,"input",{type:"text",id:"signs-new",maxlength:40,"aria-label":a("signs.new"),placeholder:a("signs.new")}),f=n(()=>{r.add(l.value.trim()),l.value=""});l.addEventListener("keydown",({key:i,isComposing:o})=>{i==="Enter"&&!o&&f()});let p=s(t,"div",{class:"actions"},l,s(t,"button",{type:"button",id:"signs-create",text:a("signs.create"),onclick:f})),h=s(t,"button",{type:"button",id:"signs-undo",text:a("signs.undo"),onclick:n(()=>r.undo())}),u=new Map;return{root:s(t,"section",{class:"own"},c.root,s(t,"div",{class:"head"},s(t,"h3",{text:a("signs.title")}),h),d,p),show(){let i=g.get("signs");c.show(i);let o=t.activeElement,{pictures:b}=o instanceof HTMLElement?o.dataset:{},[m,k]=(o instanceof HTMLElement?o.dataset.erase:"")?.split("-")??[];u=new Map(i.map((w,y)=>{let L=u.get(w);return[w,L?.at===y?L:{at:y,card:ce(e,w,y)}]})),d.replaceChildren(...[...u.values()].map(({card:w})=>w));let S=[k,Number(k)-1].map(w=>d.querySelector(`[data-erase="${m}-${w}"]`));m&&(S[0]??S[1]??l).focus(),b&&d.querySelector(`[data-pictures="${b}"]`)?.focus(),p.hidden=i.length>=j,h.hidden=!g.get("undoable")}}}function Q({document:e,t,store:a,signs:r,attempt:n,say:g}){let{state:c}=r,d=N(e,t("signs.from"),[[!0,t("signs.on_features")],[!1,t("signs.from_scratch")]],o=>r.choose(o));d.root.hidden=!r.hasFeatures;let l=s(e,"p",{class:"quiet",text:t("signs.from_text")}),f=s(e,"button",{type:"button",id:"signs-train",class:"first",text:t("signs.train"),onclick:n(()=>{r.learn(),a.set({reads:"signs"})})}),p=s(e,"button",{type:"button",id:"signs-stop",text:t("signs.stop"),onclick:n(()=>r.stop())}),h=s(e,"p",{class:"status",id:"signs-status"}),u=M(e,{title:t("signs.loss"),across:t("signs.across"),lines:[{name:t("signs.warped"),color:"against"}],say:o=>String(Number(o.toPrecision(3)))}),i=c.get("phase");return{root:s(e,"section",{class:"card"},s(e,"h3",{text:t("signs.learning")}),d.root,l,s(e,"div",{class:"actions"},f,p),h,u.root),show(){let[o,b]=[c.get("phase"),c.get("loss")],m=o==="learning"||o==="checking";d.show(c.get("onFeatures")),l.hidden=!c.get("onFeatures"),f.hidden=m,p.hidden=!m,u.root.hidden=b.length===0,u.show([b]);let k=c.get("network")?c.get("stale")?"signs.stale":"signs.ready":"signs.untrained";h.textContent=t(o==="learning"?"signs.busy":k),o!==i&&o!=="learning"&&g(h.textContent),i=o}}}function X({document:e,t,signs:a,attempt:r}){let{state:n}=a,g=s(e,"p",{class:"status",id:"signs-checks"}),c=s(e,"ul",{class:"worst wrong"}),d=s(e,"section",{class:"card"},s(e,"h3",{text:t("signs.checks")}),s(e,"p",{class:"quiet",text:t("signs.checks_text")}),g,c);return{root:d,show(){let[l,f,p]=[n.get("signs"),n.get("phase"),n.get("checks")],h=l.reduce((m,{drawings:k})=>m+k.length,0),u=l.flatMap(({drawings:m},k)=>m.length>0?[k]:[]),o=p.map(m=>({...m,best:u[m.confidences.indexOf(Math.max(...m.confidences))]})).filter(({sign:m,best:k})=>m!==k);d.hidden=p.length===0;let b=t("signs.right",{right:p.length-o.length,count:p.length});g.textContent=f==="checking"?t("signs.checking",{done:p.length,count:h}):b,c.replaceChildren(...o.map(({sign:m,drawing:k,best:S})=>{let[w,y]=[l[m].name,t("signs.wrong",{name:l[m].name,best:l[S].name})];return s(e,"li",{},_(e,a.digit(l[m].drawings[k])),s(e,"span",{text:y}),s(e,"button",{type:"button",text:t("signs.remove"),"aria-label":t("signs.erase",{name:w,number:k+1}),onclick:r(()=>a.erase(m,k))}))}))}}}function Z({document:e,t,signs:a,attempt:r}){let{state:n}=a,g=e.defaultView,c=(i,o)=>s(e,"button",{type:"button",id:`signs-${i.replace("_","-")}`,text:t(`signs.${i}`),onclick:r(o)}),d=c("save",()=>T(e,"signs.json",H(n.get("signs")))),l=c("save_network",()=>{let i=n.get("network");i&&T(e,"signs.kerasdl",R(i,{name:"signs",made:new Date().toISOString()}))}),f=c("link",async()=>{let i=new URL(`#view=best&signs=${await U(n.get("signs"))}`,e.location.href).href;return await g.navigator.clipboard.writeText(i).catch(()=>{throw E("share.no_clipboard")}),t("signs.copied")}),p=c("back",()=>a.bringBack()),h=s(e,"input",{type:"file",id:"signs-file",hidden:!0,"aria-label":t("signs.load"),accept:".json"});h.addEventListener("change",r(async()=>{let i=h.files?.[0];if(!i)return"";if(h.value="",i.size>C)throw F(i.size,C);return await a.take(B(new Uint8Array(await i.arrayBuffer()))),t("signs.taken",{count:n.get("signs").length})}));let u=s(e,"button",{type:"button",text:t("signs.load"),onclick:()=>h.click()});return{root:s(e,"section",{class:"card"},s(e,"h3",{text:t("signs.share")}),s(e,"p",{class:"quiet",text:t("signs.share_text")}),s(e,"div",{class:"actions"},d,l,f,u,p,h)),show(){d.hidden=f.hidden=n.get("signs").length===0,l.hidden=n.get("network")===null||n.get("phase")==="learning",p.hidden=!n.get("before")}}}function Ve(e,{signs:t,...a},r){let{document:n,t:g,store:c}=a,d=s(n,"p",{class:"quiet",role:"status",id:"signs-notice"}),l=w=>async()=>{try{d.textContent=await w()??""}catch(y){d.textContent=x(y,g)}},f={...a,signs:r,attempt:l},[p,h,u,i]=[J(f),Q(f),X(f),Z(f)],{state:o}=r,b=O(a,"signs","signs.code_text",()=>K(r.examples(),o.get("onFeatures"),W));e.append(s(n,"p",{class:"lead",text:g("signs.lead")}),p.root,d,s(n,"div",{class:"columns"},h.root,u.root),i.root,b.root);let m=()=>{o.get("error")&&(d.textContent=x(o.get("error"),g))},k=l(async()=>{let w=c.get("sharedSigns");return w?(c.set({sharedSigns:""}),await r.take(await G(w)),g("signs.taken",{count:o.get("signs").length})):""}),S=[o.on(["signs","undoable"],p.show),o.on(["signs","phase","loss","stale","onFeatures"],h.show),o.on(["signs","checks","phase"],u.show),o.on(["signs","network","phase","before"],i.show),o.on(["signs","onFeatures"],b.show),o.on(["error"],m),c.on(["sharedSigns"],k)];for(let w of[p,h,u,i])w.show();return m(),c.get("sharedSigns")&&k(),{show(){},redraw(){},destroy(){S.forEach(w=>w())}}}export{Ve as createSignsView};
