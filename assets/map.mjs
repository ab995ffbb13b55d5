// The explorer's map: areas filled by class, each class with a pattern and a number of its own.
// It takes everything from the page: the classes stand in the table, the shapes in one file.
import { AttributionControl, Map, NavigationControl, setWorkerUrl } from "maplibre-gl";

const frame = document.querySelector("[data-map]");
if (frame) start(frame);

function start(frame) {
  const rows = new globalThis.Map();
  document.querySelectorAll("tr[data-code]").forEach((row) => rows.set(row.dataset.code, row));
  setWorkerUrl(frame.dataset.worker);
  fetch(frame.dataset.map)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((shapes) => draw(frame, shapes, rows))
    .catch(() => frame.remove()); // the still picture stays
}

function draw(frame, shapes, rows) {
  for (const one of shapes.features) {
    one.properties.class = Number(rows.get(one.properties.area_code)?.dataset.class || 0);
  }
  const place = frame.querySelector("[data-map-place]");
  frame.hidden = false;
  const map = new Map({
    container: place,
    style: { version: 8, sources: {}, layers: [
      { id: "ground", type: "background", paint: { "background-color": "#ffffff" } }] },
    bounds: shapes.bbox, fitBoundsOptions: { padding: 24 },
    dragRotate: false, pitchWithRotate: false, touchPitch: false,
    attributionControl: false, fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false, customAttribution: shapes.credit }));
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", frame.dataset.label);
  map.on("load", () => fill(map, frame, shapes, rows));
  document.querySelector("[data-map-still]")?.setAttribute("hidden", "");
}

function fill(map, frame, shapes, rows) {
  for (let kind = 0; kind <= 5; kind += 1) {
    map.addImage(`class-${kind}`, pattern(kind), { pixelRatio: 2 });
    if (kind) map.addImage(`number-${kind}`, badge(kind), { pixelRatio: 2 });
  }
  map.addSource("areas", { type: "geojson", data: shapes, promoteId: "area_code" });
  map.addSource("middles", { type: "geojson", data: middles(shapes) });
  map.addLayer({ id: "fill", type: "fill", source: "areas",
    paint: { "fill-pattern": ["concat", "class-", ["to-string", ["get", "class"]]] } });
  map.addLayer({ id: "edge", type: "line", source: "areas",
    paint: { "line-color": "#505a5f", "line-width": 0.8 } });
  map.addLayer({ id: "chosen", type: "line", source: "areas",
    paint: { "line-color": "#0b0c0c",
      "line-width": ["case", ["boolean", ["feature-state", "chosen"], false], 4, 0] } });
  map.addLayer({ id: "number", type: "symbol", source: "middles",
    layout: { "icon-image": ["concat", "number-", ["to-string", ["get", "class"]]],
      "icon-padding": 0 } });
  const choose = chooser(map, frame, rows);
  map.on("mousemove", "fill", (event) => choose(event.features[0].properties.area_code));
  map.on("mouseleave", "fill", () => choose(""));
  map.on("click", "fill", (event) => follow(rows.get(event.features[0].properties.area_code)));
  // Whoever walks through the table by keyboard sees on the map where they are.
  rows.forEach((row, code) => {
    row.addEventListener("focusin", () => choose(code));
    row.addEventListener("mouseenter", () => choose(code));
  });
  const list = frame.querySelector("[data-map-list]");
  list.addEventListener("change", () => choose(list.value));
  rows.forEach((row, code) => list.append(new Option(row.dataset.name, code)));
  frame.dataset.ready = "yes";
}

function chooser(map, frame, rows) {
  const said = frame.querySelector("[data-map-said]");
  let now = "";
  return (code) => {
    if (code === now) return;
    if (now) map.setFeatureState({ source: "areas", id: now }, { chosen: false });
    if (code) map.setFeatureState({ source: "areas", id: code }, { chosen: true });
    now = code;
    said.textContent = rows.get(code)?.dataset.said || "";
  };
}

function follow(row) {
  const link = row?.querySelector("th a");
  if (link) link.click();
}

function middles(shapes) {
  const features = shapes.features
    .filter((one) => one.properties.class && one.properties.middle)
    .map((one) => ({ type: "Feature", properties: { class: one.properties.class },
      geometry: { type: "Point", coordinates: one.properties.middle } }));
  return { type: "FeatureCollection", features };
}

// Class 1 is bare, 2 dotted, 3 lined, 4 crossed, 5 dark with white lines; 0 is not known.
const FILLS = ["#f3f2f1", "#e4eef8", "#b4d1ec", "#6bace6", "#2073bc", "#12436d"];

function pattern(kind) {
  const size = 24;
  const ink = context(size);
  ink.fillStyle = FILLS[kind];
  ink.fillRect(0, 0, size, size);
  ink.strokeStyle = ink.fillStyle = kind >= 4 ? "#ffffff" : "#12436d";
  ink.lineWidth = kind === 5 ? 3 : 1.6;
  if (kind === 2) [[6, 6], [18, 18]].forEach(([x, y]) => ink.fillRect(x - 1.5, y - 1.5, 3, 3));
  if (kind === 3) lines(ink, [[0, 12, 24, 12]]);
  if (kind === 4) lines(ink, [[0, 12, 24, 12], [12, 0, 12, 24]]);
  if (kind === 5) lines(ink, [[-6, 6, 6, -6], [-6, 30, 30, -6], [18, 30, 30, 18]]);
  return ink.getImageData(0, 0, size, size);
}

function lines(ink, ends) {
  ink.beginPath();
  ends.forEach(([x1, y1, x2, y2]) => { ink.moveTo(x1, y1); ink.lineTo(x2, y2); });
  ink.stroke();
}

function badge(kind) {
  const size = 34;
  const ink = context(size);
  ink.beginPath();
  ink.arc(size / 2, size / 2, size / 2 - 2, 0, 2 * Math.PI);
  ink.fillStyle = "#ffffff";
  ink.fill();
  ink.lineWidth = 2;
  ink.strokeStyle = "#0b0c0c";
  ink.stroke();
  ink.fillStyle = "#0b0c0c";
  ink.font = "bold 20px 'Noto Sans', arial, sans-serif";
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.fillText(String(kind), size / 2, size / 2 + 1);
  return ink.getImageData(0, 0, size, size);
}

function context(size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  return canvas.getContext("2d");
}
