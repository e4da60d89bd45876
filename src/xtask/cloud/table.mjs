// The figures as text. What is beside a figure in brackets is how many times less than the first engine's it is.

/// Heading, what stands below it, and how: `against` shows how it compares with the first engine.
const COLUMNS = [
  ["load", "ms", (row) => number(row.load, 1)],
  ["cold", "ms", (row, first) => against(row, first, "cold")],
  ["warm", "ms", (row, first) => against(row, first, "warm")],
  ["longest", "cold/warm", (row) => `${number(row.coldTask, 0)}/${number(row.warmTask, 0)}`],
  ["placed", "", (row) => `${row.placed}/${row.asked}${row.resized ? `+${row.resized}` : ""}`],
  ["packed", "box/hull", (row) => number(row.boxHull, 2)],
  ["run-on", "", (row) => number(row.runOn, 2)],
  ["over", "pairs", (row) => row.overlaps],
  ["clip", "", (row) => row.clipped],
  ["miss", "hit", (row) => row.misses ?? "-"],
  ["hit", "/tight", (row) => number(row.hitTight, 2)],
  ["again", "ms", (row, first) => against(row, first, "update")],
  ["move", "mean", (row) => number(row.move, 4)],
  ["still", "mean", (row) => number(row.unchangedMove, 4)],
  [">2%", "", (row) => percent(row.moved)],
  ["order", "", (row) => number(row.order, 2)],
  ["lost", "", (row) => row.lost ?? "-"],
  ["same", "", (row) => yes(row.repeats)],
  ["@1=@2", "", (row) => yes(row.anyRatio)],
  ["related", "", (row) => number(row.adjacency, 3)],
  ["packing", "", (row) => number(row.relatedHull, 2)],
  ["relate", "ms", (row, first) => against(row, first, "relate")],
];

const LEGEND = `CPU of the main thread in ms: load the engine, first (cold) and least later (warm) layout, layout after a small change
(again); in brackets times less than the first engine's. longest: task, cold and warm. placed: at the asked size, + others
at another one. packed: tight boxes over the hull. run-on: share of words with other ink within 0.15 em beside them. over:
pairs that overlap. clip: words that reach over the edge. miss: hit boxes that miss ink; hit: their size over the tight
boxes'. move, still: by how much of the diagonal words move after a small change, and those that it leaves alone. order:
pairs left as they were. lost: words that stayed and have no place any more. same: when asked again; @1=@2: on screens with
more pixels. related: share of related pairs that are neighbours when the engine is told which are; packing, relate: how it
packs then, and what it takes.`;

export function table(rows, { engines, weights, names }) {
  const groups = new Map();
  for (const row of rows) groups.set(title(row), [...(groups.get(title(row)) ?? []), row]);
  const lines = [["", ...COLUMNS.map(([heading]) => heading)], ["", ...COLUMNS.map(([, unit]) => unit)]];
  const titles = new Map();
  for (const [group, members] of groups) {
    const [{ demanded, smallest }] = members;
    titles.set(lines.length, `${group} (asked ${percent(demanded)}, from ${smallest} px)`);
    const first = members.find(({ engine }) => engine === engines[0]);
    for (const row of members) {
      const cells = row.failed ? [row.failed] : COLUMNS.map(([, , show]) => String(show(row, first)));
      lines.push([names[row.engine], ...cells]);
    }
  }
  const payload = engines.map((engine) => `${names[engine]} ${(weights.get(engine) / 1000).toFixed(1)}`).join(", ");
  return `\n${aligned(lines, titles)}\n\n${LEGEND}\nPayload, kB after gzip: ${payload}`;
}

function title({ list, count, width, height, turned, demand, pixelRatio }) {
  return `${list}, ${count} words on ${width}x${height}, ${demand}%${turned ? ", half turned" : ""}, @${pixelRatio}`;
}

function aligned(lines, titles) {
  const widths = lines[0].map((_, at) => {
    const cells = lines.filter((line) => line.length === lines[0].length);
    return Math.max(...cells.map((line) => line[at].length));
  });
  const shown = lines.flatMap((line, at) => {
    const cells = line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0])));
    return [...(titles.has(at) ? ["", titles.get(at)] : []), cells.join("  ").trimEnd()];
  });
  return shown.join("\n");
}

function against(row, first, key) {
  const [mine, other] = [row[key], first?.[key]];
  if (mine === undefined) return "-";
  if (!other || row === first) return number(mine, 1);
  const ratio = other / mine;
  return `${number(mine, 1)} (${ratio.toFixed(ratio < 0.1 ? 2 : ratio < 10 ? 1 : 0)}x)`;
}

function number(value, digits) {
  return value === undefined || value === null ? "-" : value.toFixed(digits);
}

function percent(share) {
  return share === undefined ? "-" : `${Math.round(share * 100)}%`;
}

function yes(value) {
  return value === undefined || value === null ? "-" : value ? "yes" : "no";
}
