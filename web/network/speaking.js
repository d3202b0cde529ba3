export const speaking=(n,p,d,k)=>new Float32Array(d.length)
