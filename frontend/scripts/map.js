import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";
console.log(maplibregl);
