// Looks for the first event without disturbing who reads or copies: the page is
// loaded again only once it would show something else.

const pause = 2000;

async function look() {
  let page = document.documentElement.outerHTML;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) page = await answer.text();
  } catch {
    // The server is away for a moment; it is asked again.
  }
  if (!page.includes('class="waiting"')) {
    location.reload();
    return;
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
