/** Renews a part of the page in place while something is under way; stops by itself when the part no longer asks for it. */

async function renew(part) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return part;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  // whoever is about to press something here must not have it pulled away
  if (!fresh || part.contains(document.activeElement)) return part;
  part.replaceWith(fresh);
  return fresh;
}

function watch(part) {
  const seconds = Number(part.dataset.refresh);
  if (!seconds) return;
  setTimeout(async () => {
    const now = document.hidden ? part : await renew(part).catch(() => part);
    watch(now);
  }, seconds * 1000);
}

export function refresh(page) {
  page.querySelectorAll("[data-refresh][id]").forEach(watch);
}
