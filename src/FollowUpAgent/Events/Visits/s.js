/* Tells the agent of visits: of who followed a link in a mail, and of who agreed to be recognised. No cookie; nothing is
   stored before followup.consent(true); silent under Global Privacy Control and Do Not Track. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return;
  const door = new URL("v", script.src).href;
  const key = "followup.visitor";

  // The token leaves the address bar at once, so that nobody copies it; the rest of the address stays as it was.
  const parts = location.search.slice(1).split("&");
  const ours = parts.find(p => p.startsWith("fu="));
  const token = ours && ours.slice(3);
  if (ours !== undefined) {
    const rest = parts.filter(p => !p.startsWith("fu=")).join("&");
    history.replaceState(history.state, "", location.pathname + (rest && "?" + rest) + location.hash);
  }

  const refuses = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === "1" || window.doNotTrack === "1";
  const kept = () => { try { return localStorage.getItem(key) || undefined; } catch { return undefined; } };
  const tell = what => {
    fetch(door, { method: "POST", body: JSON.stringify(what), keepalive: true, credentials: "omit", referrerPolicy: "no-referrer" }).catch(() => {});
  };

  const forget = () => {
    const visitor = kept();
    if (!visitor) return;
    localStorage.removeItem(key);
    tell({ visitor, forget: true });
  };

  const visit = () => {
    const visitor = kept();
    if (!refuses() && (token || visitor)) tell({ page: location.pathname, token, visitor });
  };

  const consent = yes => {
    if (!yes) return forget();
    if (kept() || refuses()) return;
    const visitor = Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
    try { localStorage.setItem(key, visitor); } catch { return; }
    // With a token this visit was told already; only whose browser it is, is new.
    tell(token ? { token, visitor } : { page: location.pathname, visitor });
  };

  window.followup = Object.freeze({ consent, visit });
  if (refuses()) forget(); else visit();
})();
