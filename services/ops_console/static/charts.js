// Draws each figure with data-chart from the table in it, so that both always say the same.
//
// The first column holds a <time>, every other column a series; a cell is empty in a gap.
"use strict";

const drawn = new Map();
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const HEIGHT = 132;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function columns(table) {
  const rows = [...table.tBodies[0].rows];
  const times = rows.map((row) => Date.parse(row.querySelector("time").dateTime) / 1000);
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const values = names.map((_, at) =>
    rows.map(({ cells }) => {
      const value = cells[at + 1].textContent;
      return value === "" ? null : Number(value);
    }),
  );
  return { names, points: [times, ...values] };
}

const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const hours = format({ hour: "2-digit", minute: "2-digit" });
const days = format({ day: "numeric", month: "short" });

function clock(stepSeconds) {
  return (seconds) => {
    const at = new Date(seconds * 1000);
    return (stepSeconds >= 86400 || seconds % 86400 === 0 ? days : hours).format(at);
  };
}

function axis(more) {
  const ink = () => colour("--soft");
  const rule = { stroke: () => colour("--rule"), width: 1 };
  return { stroke: ink, grid: rule, ticks: { show: false }, font: "11px system-ui", ...more };
}

// A line needs two points; one between gaps would not be seen.
function lonely(plot, series) {
  const values = plot.data[series];
  const known = (at) => values[at] != null;
  return [...values.keys()].filter((at) => known(at) && !known(at - 1) && !known(at + 1));
}

// What is counted comes in whole numbers.
const label = (value) => (Number.isInteger(value) ? compact.format(value) : "");

function options(names, width, sayAt) {
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: "console" }, drag: { x: false, y: false }, y: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: { y: { range: (_, _low, high) => [0, Math.max(high ?? 0, 1) * 1.08] } },
    axes: [
      axis({ size: 26, space: 64, values: (_, ticks, _axis, _space, step) => ticks.map(clock(step)) }),
      axis({ size: 44, space: 32, values: (_, ticks) => ticks.map(label) }),
    ],
    series: [
      {},
      ...names.map((label, at) => ({
        label,
        stroke: () => colour(`--series-${at + 1}`),
        width: 1.75,
        points: { show: true, size: 4, filter: lonely },
      })),
    ],
    hooks: { setCursor: [(plot) => sayAt(plot.cursor.idx)] },
  };
}

function key(names) {
  const list = document.createElement("ul");
  list.className = "key soft small";
  list.ariaHidden = "true"; // the table says it to who cannot see this
  for (const name of names) {
    const item = list.appendChild(document.createElement("li"));
    item.append(`${name} `, document.createElement("b"));
  }
  return list;
}

function draw(figure) {
  const host = figure.querySelector("[data-plot]");
  const { names, points } = columns(figure.querySelector("table"));
  const list = key(names);
  const frame = document.createElement("div");
  host.replaceChildren(list, frame);
  const chart = { points };
  const sayAt = (at) =>
    list.querySelectorAll("b").forEach((said, series) => {
      const values = chart.points[series + 1];
      const value = at == null ? values.findLast((one) => one !== null) : values[at];
      said.textContent = value == null ? "–" : number.format(value);
    });
  chart.plot = new uPlot(options(names, host.clientWidth, sayAt), points, frame);
  chart.sayAt = sayAt;
  sayAt(null);
  drawn.set(figure, chart);
}

function redraw(figure) {
  const chart = drawn.get(figure);
  if (!chart) return draw(figure);
  chart.points = columns(figure.querySelector("table")).points;
  chart.plot.setData(chart.points);
  chart.sayAt(chart.plot.cursor.idx);
}

function redrawAll() {
  for (const [figure, { plot }] of drawn) {
    if (figure.isConnected) continue;
    plot.destroy();
    drawn.delete(figure);
  }
  document.querySelectorAll("[data-chart]").forEach(redraw);
}

function refit() {
  for (const [figure, { plot }] of drawn) {
    const width = figure.querySelector("[data-plot]").clientWidth;
    if (width && width !== plot.width) plot.setSize({ width, height: HEIGHT });
  }
}

redrawAll();
document.addEventListener("htmx:after:swap", redrawAll);
new ResizeObserver(refit).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  drawn.forEach(({ plot }) => plot.redraw(false, true));
});
