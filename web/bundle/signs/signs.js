import{m as a,n as b}from"../signs.js";import"../gradient_descent.js";import"../network_file.js";import"../main.js";export{a as SEED,b as createSigns};
