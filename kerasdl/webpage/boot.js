// The page's modules and files, out of the text beside this script, as URLs that last as long as the page.
(() => {
  const { modules, workers, files } = JSON.parse(document.getElementById('kerasdl-files').textContent);
  const kerasdlFiles = {};
  const urlOf = (parts, type) => URL.createObjectURL(new Blob(parts, { type }));
  const urls = [];
  // In the order in which they need each other: a number stands for the URL of a module before.
  for (const [path, ...parts] of modules) {
    const source = parts.map((part) => (typeof part === 'number' ? urls[part] : part));
    kerasdlFiles[path] = urlOf([...source, `\n//# sourceURL=kerasdl/${path}`], 'text/javascript');
    urls.push(kerasdlFiles[path]);
  }
  for (const [path, { type, text, base64 }] of Object.entries(files)) {
    kerasdlFiles[path] = urlOf([text ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], type);
  }
  for (const [path, source] of Object.entries(workers)) {
    kerasdlFiles[path] = `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`;
  }
  globalThis.kerasdlFiles = kerasdlFiles;
  import(kerasdlFiles['main.js']);
})();
