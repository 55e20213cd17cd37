// Runs before Streamlit's program and after the file React is in, which dashboards/shell.py names in the first line.
// Streamlit asks for what draws an element when the first such element has come. React then lays a grey block in the
// place of every element, throws it away when the answer is there and begins again, even if the program has been there
// for long. So what would be asked is noted while Streamlit sets itself up, and asked while the server works.
const noted = [];
for (const take of Object.values(chunk)) {
  if (typeof take !== "function" || take.length > 0) continue;
  const react = take();
  if (react?.lazy === undefined) continue;
  const { lazy } = react;
  react.lazy = (ask) => {
    const part = lazy(ask);
    noted.push({ ask, part });
    return part;
  };
}
const asked = ({ part }) => {
  // What is not there yet is thrown, as React expects; it will be there when the elements come.
  try { part._init(part._payload); } catch { /* on its way */ }
};
const begin = (names) => {
  for (const name of names?.split(" ") ?? []) {
    noted.filter(({ ask }) => String(ask).includes(`/${name}`)).forEach(asked);
    import(new URL(`../js/${name}`, import.meta.url)).catch(() => {});
  }
};
const { parts, pictures } = document.querySelector("script[data-parts]").dataset;
// What is small while the page is being connected; what draws pictures not before it is: that would only put the
// question to the server off.
const app = "[data-testid=stApp]";
const steps = [[app, parts], [`${app}[data-test-connection-state=CONNECTED]`, pictures]];
const watch = new MutationObserver(() => {
  while (steps.length > 0 && document.querySelector(steps[0][0]) !== null) begin(steps.shift()[1]);
  if (steps.length === 0) watch.disconnect();
});
watch.observe(document, { subtree: true, childList: true, attributeFilter: ["data-test-connection-state"] });
