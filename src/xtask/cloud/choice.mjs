// What is measured: which engines, which words, on which canvases.
import { parseArgs } from "node:util";

/// The engines by the names of their files. The first is what the others are compared with.
export const ENGINES = {
  "d3-cloud": "d3-cloud",
  wordcloud2: "wordcloud2.js 8",
  "wordcloud2-4": "wordcloud2.js 4",
  echarts: "echarts-wordcloud",
  ours: "Groundswell",
  "ours-sliced": "Groundswell, sliced",
};

const LISTS = ["en", "zh", "ar"];
const COUNTS = [50, 200, 1000, 3000];
const CANVASES = ["600x400", "1200x800"];
const RATIOS = [1, 2];
const DEMANDS = [45, 60, 75, 80];
const RUNS = 5;

/// What the usual run measures; of `--quick` only the first line. All that there is takes hours.
const QUICK = [{ counts: [200], canvases: ["600x400"], demands: [45, 60, 75] }];
const USUAL = [
  { counts: [50], canvases: ["600x400"], demands: [45, 75] },
  { counts: [200], canvases: ["600x400"], demands: DEMANDS, ratios: RATIOS },
  { counts: [200], canvases: ["600x400"], demands: [60], turned: [true] },
  { counts: [1000], canvases: ["1200x800"], demands: DEMANDS },
  { counts: [1000], canvases: ["1200x800"], demands: [60], turned: [true] },
  { counts: [3000], canvases: ["1200x800"], demands: [45, 60] },
  { lists: ["zh", "ar"], counts: [200], canvases: ["600x400"], demands: [60, 75] },
];
const STRIP = [{ counts: [200], canvases: ["600x400"], demands: [60] }];
const ALL = [{ lists: LISTS, counts: COUNTS, canvases: CANVASES, demands: DEMANDS, ratios: RATIOS, turned: [false, true] }];

const USAGE = `cargo xtask bench cloud -- [OPTIONS]
  --quick          three lots of words; without options, some twenty
  --all            every list, number, canvas, demand and pixel ratio: hours
  --strip          no figures, but pictures of ten small changes in a row; of ours, unless engines are named
  --engines NAMES  ${Object.keys(ENGINES).join(",")}
  --lists NAMES    ${LISTS.join(",")}
  --words NUMBERS  of words: ${COUNTS.join(",")}
  --canvas SIZES   ${CANVASES.join(",")} in CSS px
  --demand SHARES  of the canvas, by the words' tight boxes: ${DEMANDS.join(",")} %
  --ratio RATIOS   of the screen's pixels to CSS px: ${RATIOS.join(",")}
  --turned         half the words are turned by a right angle
  --runs NUMBER    of later layouts, of which the least counts: ${RUNS}
What is named replaces the values of --quick, or of the profile that stands beside it.`;

/// The options as they were typed. Asked for help, or not understood, it ends the program.
export function parse(args) {
  const flags = ["quick", "all", "strip", "turned", "help"];
  const texts = ["engines", "lists", "words", "canvas", "demand", "ratio", "runs"];
  const types = [...flags.map((name) => [name, { type: "boolean" }]), ...texts.map((name) => [name, { type: "string" }])];
  try {
    const { values } = parseArgs({ args, options: Object.fromEntries(types) });
    if (!values.help) return values;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
  console.log(USAGE);
  process.exit();
}

/// What the options ask for. Any that names words, canvases and so on makes a profile of its own.
export function chosen(options) {
  const usual = options.strip ? ["ours"] : Object.keys(ENGINES);
  const engines = known(named(options.engines) ?? usual, Object.keys(ENGINES));
  const own = {
    lists: named(options.lists),
    counts: named(options.words)?.map(Number),
    canvases: named(options.canvas),
    demands: named(options.demand)?.map(Number),
    ratios: named(options.ratio)?.map(Number),
    turned: options.turned ? [true] : undefined,
  };
  const given = Object.entries(own).filter(([, values]) => values);
  const profile = options.quick ? QUICK : options.all ? ALL : options.strip ? STRIP : given.length ? QUICK : USUAL;
  const groups = profile.map((group) => ({ ...group, ...Object.fromEntries(given) }));
  known(groups.flatMap(({ lists = [] }) => lists), LISTS);
  return { engines, configs: groups.flatMap(configs), strip: options.strip, runs: Number(options.runs ?? RUNS) };
}

function configs({ lists = ["en"], counts, canvases, demands, ratios = [1], turned = [false] }) {
  const all = [];
  for (const list of lists) {
    for (const count of counts) {
      for (const canvas of canvases) {
        // Three thousand words on the small canvas could not be read.
        if (count === 3000 && canvas === "600x400") continue;
        const [width, height] = canvas.split("x").map(Number);
        for (const turn of turned) {
          for (const demand of demands) all.push({ list, count, width, height, turned: turn, demand, pixelRatios: ratios });
        }
      }
    }
  }
  return all;
}

function named(text) {
  return text?.split(",");
}

function known(names, all) {
  const strange = names.find((name) => !all.includes(name));
  if (strange !== undefined) throw new Error(`there is no ${strange}; there are ${all.join(", ")}`);
  return names;
}
