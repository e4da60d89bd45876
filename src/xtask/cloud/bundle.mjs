// What the pages load: each engine with all that it needs, in one script, and what it weighs.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/// What pages load of ours: the script, and the WebAssembly that it finds beside itself.
const OURS = /^layout(-[0-9a-f]+)?\.(mjs|wasm)$/;
const TYPES = { mjs: "text/javascript", wasm: "application/wasm" };

/// What a page would import of each peer, and nothing of the adapters here.
const PAYLOADS = {
  "d3-cloud": "export { default } from 'd3-cloud';",
  wordcloud2: "export { default } from 'wordcloud';",
  echarts:
    "import { init, use } from 'echarts/core'; import { CanvasRenderer } from 'echarts/renderers'; " +
    "import 'echarts-wordcloud'; use([CanvasRenderer]); export { init };",
};
PAYLOADS["wordcloud2-4"] = PAYLOADS.wordcloud2;

export class Files {
  /// `modules` holds the peers, `tools` esbuild, `ours` what ships of our layout.
  constructor({ modules, tools, ours }) {
    this.modules = modules;
    this.ours = ours;
    this.esbuild = createRequire(join(tools, "here.js"))("esbuild");
    this.served = new Map();
    this.weights = new Map();
  }

  async add(engines) {
    const page = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">';
    this.served.set("/", [`${page}<title>bench</title><script type="module" src="/run.js"></script>`, "text/html"]);
    this.serve("/run.js", await this.script({ entryPoints: [join(HERE, "page/run.mjs")] }));
    for (const name of (await readdir(this.ours)).filter((name) => OURS.test(name))) {
      this.served.set(`/engines/${name}`, [await readFile(join(this.ours, name)), TYPES[name.split(".").at(-1)]]);
    }
    for (const engine of engines) {
      const script = await this.script({ entryPoints: [join(HERE, `engines/${engine}.mjs`)] });
      this.serve(`/engines/${engine}.js`, script);
      this.weights.set(engine, await this.weigh(engine));
    }
  }

  serve(path, script) {
    this.served.set(path, [script, "text/javascript"]);
  }

  /// Bytes after gzip.
  async weigh(engine) {
    const zipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
    const contents = PAYLOADS[engine];
    if (!contents) {
      const ours = [...this.served].filter(([path]) => OURS.test(path.split("/").at(-1)));
      return ours.reduce((sum, [, [bytes]]) => sum + zipped(bytes), 0);
    }
    return zipped(await this.script({ stdin: { contents, resolveDir: HERE } }));
  }

  async script(source) {
    const { outputFiles } = await this.esbuild.build({
      ...source,
      bundle: true,
      charset: "utf8",
      external: ["./layout.mjs"],
      define: { "process.env.NODE_ENV": '"production"' },
      format: "esm",
      legalComments: "none",
      logLevel: "warning",
      minify: true,
      nodePaths: [this.modules],
      target: "es2022",
      write: false,
    });
    return Buffer.from(outputFiles[0].contents);
  }
}
