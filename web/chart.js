// Draws the table of a timeline's numbers as a chart that narrows by dragging and by keys (uPlot).
"use strict";
(() => {
  const place = document.getElementById("chart");
  const table = document.getElementById("density");
  const form = document.getElementById("narrow");
  if (!place || !table || !form || typeof uPlot === "undefined") return;

  const seconds = day => Date.parse(day + "T00:00:00Z") / 1000;
  const bars = [...table.querySelectorAll("tbody tr[data-from]")].map(row => ({
    label: row.dataset.label, from: row.dataset.from, to: row.dataset.to,
    counts: [...row.querySelectorAll("td.number")].map(cell => Number(cell.textContent)),
  })).filter(bar => bar.from);
  if (!bars.length) { place.hidden = true; return; }
  const names = [...table.querySelectorAll("thead th.number")].map(cell => cell.textContent);
  const sides = bars[0].counts.length;

  const note = document.getElementById("chart-note");
  const usual = note.textContent;

  const narrow = (a, b) => {
    const [first, last] = a <= b ? [a, b] : [b, a];
    form.elements.namedItem("from").value = bars[first].from;
    form.elements.namedItem("to").value = bars[last].to;
    form.submit();
  };
  const nearest = x => bars.reduce((best, bar, n) => Math.abs(middle(bar) - x) < Math.abs(middle(bars[best]) - x) ? n : best, 0);
  const middle = bar => (seconds(bar.from) + seconds(bar.to) + 86400) / 2;

  const width = () => Math.max(200, place.clientWidth);
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colours = () => dark.matches
    ? { ink: "#aaa69d", line: "#393733", fill: ["#74aee6", "#dfb36a"] }
    : { ink: "#5a5751", line: "#dcd8cf", fill: ["#2f6fae", "#8a5a12"] };
  const step = bars.length > 1 ? Math.min(...bars.slice(1).map((bar, n) => seconds(bar.from) - seconds(bars[n].from))) : 86400;
  const from = seconds(bars[0].from) - step / 2, to = seconds(bars[bars.length - 1].to) + 86400 + step / 2;
  // Bars of two questions stand beside each other: the second a little later.
  const xs = bars.map(middle);
  const long = to - from > 200 * 86400;
  const shown = at => new Intl.DateTimeFormat("en-GB", long ? { month: "short", year: "numeric", timeZone: "UTC" } : { day: "numeric", month: "short", timeZone: "UTC" }).format(at * 1000);
  // Labels under bars, as many as there is room for.
  const apart = () => {
    const pixel = (to - from) / (width() - 60);
    return xs.reduce((kept, x) => kept.length && x - kept[kept.length - 1] < 75 * pixel ? kept : [...kept, x], []);
  };
  let plot, marked = [-1, -1];

  const draw = () => {
    const c = colours();
    const axis = { stroke: c.ink, grid: { stroke: c.line, width: 1 }, ticks: { stroke: c.line, width: 1 }, font: "12px system-ui" };
    if (plot) plot.destroy();
    plot = new uPlot({
      width: width(), height: 165, legend: { show: false },
      tzDate: at => uPlot.tzDate(new Date(at * 1000), "UTC"),
      scales: { x: { time: true, range: [from, to] }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
      axes: [{ ...axis, splits: apart, values: (_, at) => at.map(shown), grid: { show: false } }, { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }],
      series: [{}, ...Array.from({ length: sides }, (_, n) => ({
        label: names[n], stroke: c.fill[n], fill: c.fill[n], points: { show: false },
        paths: uPlot.paths.bars({ size: [sides > 1 ? 0.4 : 0.8, 40, 1], align: sides > 1 ? (n ? 1 : -1) : 0 }),
      }))],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      hooks: {
        setSelect: [u => {
          if (u.select.width < 4) return;
          const a = nearest(u.posToVal(u.select.left, "x")), b = nearest(u.posToVal(u.select.left + u.select.width, "x"));
          if (keyed) return;
          narrow(a, b);
        }],
        setCursor: [u => {
          if (u.cursor.left < 0) { if (marked[1] < 0) note.textContent = usual; return; }
          note.textContent = told(nearest(u.posToVal(u.cursor.left, "x")));
        }],
      },
    }, [xs, ...Array.from({ length: sides }, (_, n) => bars.map(bar => bar.counts[n] || null))], place);
    mark();
  };
  const told = n => bars[n].label + ": " + bars[n].counts.map((count, side) => sides > 1 ? count + " of " + names[side] : count + (count === 1 ? " event" : " events")).join(", ");

  let keyed = false;
  const mark = () => {
    if (marked[1] < 0) return;
    const [a, b] = [Math.min(...marked), Math.max(...marked)];
    const left = plot.valToPos(seconds(bars[a].from), "x"), right = plot.valToPos(seconds(bars[b].to) + 86400, "x");
    keyed = true;
    plot.setSelect({ left, width: Math.max(3, right - left), top: 0, height: plot.bbox.height / devicePixelRatio }, false);
    keyed = false;
    note.textContent = a === b ? told(a) : bars[a].label + " to " + bars[b].label + ": " +
      bars.slice(a, b + 1).reduce((sum, bar) => sum + bar.counts[0], 0) + " events";
  };

  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Chart of the numbers below. Arrow keys go from period to period, Shift takes several, Enter narrows, Escape shows all days.");
  place.setAttribute("aria-describedby", "chart-note");
  place.addEventListener("keydown", event => {
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length };
    if (Object.hasOwn(moves, event.key)) {
      const at = marked[1] < 0 ? (moves[event.key] > 0 ? -1 : bars.length) : marked[1];
      const next = Math.min(bars.length - 1, Math.max(0, at + moves[event.key]));
      marked = [event.shiftKey && marked[0] >= 0 ? marked[0] : next, next];
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && marked[1] >= 0) {
      narrow(marked[0], marked[1]);
      event.preventDefault();
    } else if (event.key === "Escape") {
      const all = document.getElementById("all-days");
      if (all) all.click();
    }
  });
  draw();
  addEventListener("resize", () => plot.setSize({ width: width(), height: 165 }));
  dark.addEventListener("change", draw);
})();
