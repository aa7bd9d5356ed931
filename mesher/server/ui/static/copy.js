// A button beside each text that is there to be copied. Browsers let pages copy
// over HTTPS or on the same machine; elsewhere a click selects the text.

if (navigator.clipboard) {
  for (const text of document.querySelectorAll(".copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    const box = document.createElement("div");
    box.className = "copying";
    text.replaceWith(box);
    box.append(text, button);
  }
}
