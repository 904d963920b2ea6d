/** Drawing boxes over faces and number plates: each box fills one row of numbers, which is what is sent. */
const SIDES = ["links", "oben", "breite", "hoehe"];
const NS = "http://www.w3.org/2000/svg";

function start(picture) {
  const svg = picture.querySelector("svg");
  const rows = [...document.querySelectorAll(".cover-row")].map((row) => SIDES.map((side) => row.querySelector(`[name=${side}]`)));
  const number = (input) => Number(input.value.replace(",", "."));
  const show = () => {
    for (const old of svg.querySelectorAll("rect")) old.remove();
    for (const row of rows) {
      if (!row.every((input) => input.value.trim() && Number.isFinite(number(input)))) continue;
      const rect = document.createElementNS(NS, "rect");
      rect.setAttribute("class", "cover-mark");
      ["x", "y", "width", "height"].forEach((name, at) => rect.setAttribute(name, Math.max(0, number(row[at]))));
      svg.append(rect);
    }
  };
  const spot = (event) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const share = (value) => Math.min(100, Math.max(0, value * 100));
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  };
  let from = null;
  let row = null;
  const draw = (event) => {
    const [x, y] = spot(event);
    const box = [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
    row.forEach((input, at) => { input.value = box[at].toFixed(1).replace(".", ","); });
    show();
  };
  svg.addEventListener("pointerdown", (event) => {
    row = rows.find((each) => each.every((input) => !input.value.trim())) || rows[rows.length - 1];
    from = spot(event);
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => { if (from) draw(event); });
  svg.addEventListener("pointerup", (event) => {
    if (!from) return;
    draw(event);
    // A mere tap is no box.
    if (number(row[2]) < 0.5 || number(row[3]) < 0.5) for (const input of row) input.value = "";
    from = null;
    show();
  });
  for (const input of rows.flat()) input.addEventListener("input", show);
  show();
}

for (const picture of document.querySelectorAll("[data-cover]")) start(picture);
