// Draws the request rate of a gate as an SVG: a line, the burst shaded behind it, the ends of both axes labelled.
(function () {
  "use strict";

  const WIDTH = 720;
  const HEIGHT = 200;
  const LEFT = 56;
  const BOTTOM = 24;
  const TOP = 8;

  function element(parent, name, attributes, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) {
      node.setAttribute(key, value);
    }
    if (text !== undefined) {
      node.textContent = text;
    }
    parent.appendChild(node);
    return node;
  }

  function time(millis) {
    return new Date(millis).toLocaleTimeString();
  }

  function draw(figure) {
    const series = JSON.parse(figure.dataset.series);
    const burst = JSON.parse(figure.dataset.burst) || [];
    if (!Array.isArray(series) || series.length < 2) {
      return;
    }
    const first = series[0][0];
    const last = series[series.length - 1][0];
    const highest = Math.max(...series.map((point) => point[1]), 1e-9);
    const x = (millis) => LEFT + ((millis - first) / (last - first)) * (WIDTH - LEFT - 8);
    const y = (rate) => TOP + (1 - rate / highest) * (HEIGHT - TOP - BOTTOM);
    const within = (millis) => Math.min(Math.max(millis, first), last);
    const svg = element(figure, "svg", {
      viewBox: "0 0 " + WIDTH + " " + HEIGHT,
      role: "img",
      "aria-label": "Request rate, at most " + highest.toFixed(1) + " per second",
      width: "100%",
    });
    if (burst.length === 2) {
      const from = x(within(burst[0]));
      element(svg, "rect", {
        x: from,
        y: TOP,
        width: Math.max(2, x(within(burst[1])) - from),
        height: HEIGHT - TOP - BOTTOM,
        fill: "currentColor",
        "fill-opacity": "0.12",
      });
    }
    element(svg, "polyline", {
      points: series.map((point) => x(point[0]) + "," + y(point[1])).join(" "),
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "2",
    });
    const label = { fill: "currentColor", "font-size": "12" };
    element(svg, "text", { ...label, x: 4, y: TOP + 12 }, highest.toFixed(1) + "/s");
    element(svg, "text", { ...label, x: 4, y: HEIGHT - BOTTOM }, "0/s");
    element(svg, "text", { ...label, x: LEFT, y: HEIGHT - 6 }, time(first));
    element(svg, "text", { ...label, x: WIDTH - 8, y: HEIGHT - 6, "text-anchor": "end" }, time(last));
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("figure.seldon-rate").forEach(draw);
  });
})();
