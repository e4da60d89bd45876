// Bundles one entry of www/ with esbuild. `cargo xtask build` calls it with one JSON argument.
import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const { entry, outfile, format, minify, alias, define, external } = JSON.parse(process.argv[2]);

// A style sheet is imported as text, for `CSSStyleSheet.replaceSync`. esbuild's own loader for text
// takes it as it is; here it is minified first, like the scripts.
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code, warnings } = await transform(source, { loader: "css", minify, sourcefile: path });
      return { contents: code.trim(), loader: "text", warnings };
    });
  },
};

try {
  await build({
    entryPoints: [entry],
    outfile,
    format,
    minify,
    alias,
    define,
    external,
    bundle: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    // wasm-bindgen names a snippet once per function it holds, to the same effect as once.
    logOverride: { "duplicate-object-key": "silent" },
    platform: "browser",
    plugins: [styles],
    sourcemap: minify ? false : "inline",
    target: "es2022",
  });
} catch {
  // esbuild has printed what is wrong and where.
  process.exit(1);
}
