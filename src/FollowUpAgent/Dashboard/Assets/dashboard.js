// Writes moments in the reader's own zone. Without it the page says UTC.
(() => {
  "use strict";
  const spoken = document.documentElement.lang;
  const language = navigator.languages.find(l => l.startsWith(spoken)) || spoken;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const forms = {
    hour: new Intl.DateTimeFormat(language, time),
    moment: new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", ...time, timeZoneName: "short" }),
  };
  for (const place of document.querySelectorAll("time[data-form]")) {
    place.title = place.textContent;
    place.textContent = forms[place.dataset.form].format(new Date(place.dateTime));
  }
})();

// Keeps the numbers of an open page up to date. Without it the page shows those of its loading.
(() => {
  "use strict";
  const badge = document.getElementById("live");
  if (!badge || !window.EventSource) {
    return;
  }

  let source;
  const say = state => {
    badge.dataset.state = state;
    badge.textContent = badge.dataset[state];
  };

  // In a simulation weeks pass in seconds: each has new curves and decisions to show.
  const rehearsal = document.getElementById("rehearsal");
  const isOver = week => rehearsal && week !== undefined && week !== rehearsal.dataset.week;

  const show = numbers => {
    if (isOver(numbers.week)) {
      source.close();
      location.reload();
      return;
    }

    for (const [name, value] of Object.entries(numbers)) {
      for (const place of document.querySelectorAll(`[data-live="${name}"]`)) {
        if (place.textContent !== value) {
          place.textContent = value;
          place.classList.remove("changed");
          void place.offsetWidth;
          place.classList.add("changed");
        }
      }
    }
  };

  const open = () => {
    source = new EventSource("/live");
    source.addEventListener("open", () => say("on"));
    source.addEventListener("numbers", event => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      say("off");
      // The browser tries again by itself, except after a refusal.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(open, 15000);
      }
    });
  };

  badge.hidden = false;
  say("off");
  open();
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", event => event.persisted && open());
})();
