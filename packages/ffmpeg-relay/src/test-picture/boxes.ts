import { bitsUnderCheck, clockLayout } from "./layout.js";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly color: "white" | "black";
  /** When it is drawn: an expression of `t`, which holds the seconds since 1970. Default: always. */
  readonly when?: string;
}

function draw(box: Box): string {
  const when = box.when === undefined ? "" : `:enable='${box.when}'`;
  return `drawbox=x=${box.x}:y=${box.y}:w=${box.width}:h=${box.height}:color=${box.color}:t=fill${when}`;
}

const { columns, rowsInPicture, timeBits, checkBits, unitMs, firstTimeColumn } = clockLayout;
const timeBit = (position: number): string => `mod(floor(floor(t*${1000 / unitMs})/${2 ** position}),2)`;

/** The row of squares that programs read. */
function bitRow(width: number, height: number): Box[] {
  const top = Math.round(height - height / rowsInPicture);
  const left = (column: number): number => Math.round((column * width) / columns);
  const square = (column: number, when?: string): Box => ({
    x: left(column),
    y: top,
    width: left(column + 1) - left(column),
    height: height - top,
    color: "white",
    ...(when === undefined ? {} : { when }),
  });
  const boxes: Box[] = [{ x: 0, y: top, width, height: height - top, color: "black" }];
  for (const column of clockLayout.white) boxes.push(square(column));
  for (let position = 0; position < timeBits; position += 1) {
    boxes.push(square(firstTimeColumn + timeBits - 1 - position, timeBit(position)));
  }
  for (let check = 0; check < checkBits; check += 1) {
    const sum = bitsUnderCheck(check).map(timeBit).join("+");
    boxes.push(square(firstTimeColumn + timeBits + check, `mod(${sum},2)`));
  }
  return boxes;
}

/** The seven segments of a digit in units of its size, and the digits that light each: bit n for digit n. */
const segments = [
  { x: 0, y: 0, across: true, digits: [0, 2, 3, 5, 6, 7, 8, 9] },
  { x: 0, y: 1, across: true, digits: [2, 3, 4, 5, 6, 8, 9] },
  { x: 0, y: 2, across: true, digits: [0, 2, 3, 5, 6, 8, 9] },
  { x: 0, y: 0, across: false, digits: [0, 4, 5, 6, 8, 9] },
  { x: 1, y: 0, across: false, digits: [0, 1, 2, 3, 4, 7, 8, 9] },
  { x: 0, y: 1, across: false, digits: [0, 2, 6, 8] },
  { x: 1, y: 1, across: false, digits: [0, 1, 3, 4, 5, 6, 7, 8, 9] },
];

/** Hours, minutes and seconds of the day in UTC: the value of each digit. */
const digits = [
  "floor(mod(t,86400)/36000)",
  "mod(floor(mod(t,86400)/3600),10)",
  "floor(mod(t,3600)/600)",
  "mod(floor(mod(t,3600)/60),10)",
  "floor(mod(t,60)/10)",
  "mod(floor(t),10)",
];

/** The time of day for people, drawn from boxes: no font is needed. */
function readableClock(width: number, height: number): Box[] {
  const unit = Math.max(2, Math.round(height / 90));
  const digit = { width: 4 * unit, height: 7 * unit };
  const gap = 2 * unit;
  const whole = digits.length * (digit.width + gap) + 3 * gap;
  const origin = { x: Math.round((width - whole) / 2), y: Math.round(height * 0.72) };
  const boxes: Box[] = [
    { x: origin.x - gap, y: origin.y - unit, width: whole + gap, height: digit.height + 2 * unit, color: "black" },
  ];
  digits.forEach((value, index) => {
    const x = origin.x + index * (digit.width + gap) + Math.floor(index / 2) * gap;
    for (const segment of segments) {
      const lit = segment.digits.reduce((mask, each) => mask + 2 ** each, 0);
      boxes.push({
        x: x + segment.x * (digit.width - unit),
        y: origin.y + segment.y * 3 * unit,
        width: segment.across ? digit.width : unit,
        height: segment.across ? unit : 4 * unit,
        color: "white",
        when: `mod(floor(${lit}/pow(2,${value})),2)`,
      });
    }
  });
  return boxes;
}

/** The filters that draw both clocks on frames whose time stamp is the wall time. */
export function clockFilters(width: number, height: number): string[] {
  return [...readableClock(width, height), ...bitRow(width, height)].map(draw);
}
