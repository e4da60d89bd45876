//! Short names for what the module imports from its glue.
//!
//! wasm-bindgen gives each import a name with a hash in it, so that two crates never meet. The names stand in the module
//! and in the glue, no compression makes a hash shorter, and nobody reads them: 7 of the widget's 329 KB.

use std::fs;

use anyhow::{Context as _, bail};
use walrus::Module;

use super::wasm::Glue;

/// What an import's name is made of.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The name of the glue, as the module has it.
const GLUE: &str = "g";

/// Shortens the names in both files of `glue`.
///
/// # Errors
/// Where one of them cannot be read or written, or a name does not stand once in the script.
pub fn shorten(glue: &Glue) -> anyhow::Result<()> {
    let Glue { script, wasm } = glue;
    let named = |path: &std::path::Path| format!("the names in {}", path.display());
    let text = fs::read_to_string(script).with_context(|| named(script))?;
    let module = fs::read(wasm).with_context(|| named(wasm))?;
    let (text, module) = shortened(text, &module).with_context(|| named(wasm))?;
    fs::write(script, text).with_context(|| named(script))?;
    fs::write(wasm, module).with_context(|| named(wasm))
}

fn shortened(mut script: String, module: &[u8]) -> anyhow::Result<(String, Vec<u8>)> {
    let mut module = Module::from_buffer(module)?;
    for (number, import) in module.imports.iter_mut().enumerate() {
        let name = name(number);
        // Keys of the object that the glue hands over, and that object's own key.
        script = replaced(
            &script,
            &format!(" {}: ", import.name),
            &format!(" {name}: "),
        )?;
        if number == 0 {
            let own = |name: &str| format!("\"{name}\": import");
            script = replaced(&script, &own(&import.module), &own(GLUE))?;
        }
        import.name = name;
        GLUE.clone_into(&mut import.module);
    }
    Ok((script, module.emit_wasm()))
}

/// `text` with the only place where it says `old` saying `new`.
fn replaced(text: &str, old: &str, new: &str) -> anyhow::Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        n => bail!("{old:?} stands {n} times in the glue, and not once"),
    }
}

/// The name of the import with this number.
fn name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.extend(
            LETTERS
                .get(number % LETTERS.len())
                .map(|&it| char::from(it)),
        );
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use walrus::ModuleConfig;

    use super::*;

    fn module() -> Vec<u8> {
        let mut module = Module::with_config(ModuleConfig::new());
        let kind = module.types.add(&[], &[]);
        for name in ["__wbg_then_12ab", "__wbg_then_34cd"] {
            module.add_import_func("./glue.js", name, kind);
        }
        module.emit_wasm()
    }

    #[test]
    fn module_and_glue_agree_on_short_names() {
        let script = "const import0 = { __wbg_then_34cd: f, __wbg_then_12ab: f };\n\
                      return { \"./glue.js\": import0 };";
        let (script, small) = shortened(script.to_owned(), &module()).unwrap();
        assert_eq!(
            script,
            "const import0 = { b: f, a: f };\nreturn { \"g\": import0 };"
        );
        let small = Module::from_buffer(&small).unwrap();
        let names = small.imports.iter().map(|it| (&*it.module, &*it.name));
        assert_eq!(names.collect::<Vec<_>>(), [("g", "a"), ("g", "b")]);
    }

    #[test]
    fn a_name_that_is_not_there_once_is_an_error() {
        let script = "{ __wbg_then_12ab: f, \"./glue.js\": import0 }";
        let error = shortened(script.to_owned(), &module()).unwrap_err();
        assert!(error.to_string().contains("__wbg_then_34cd"), "{error}");
    }

    #[test]
    fn no_two_imports_share_a_name() {
        let names: HashSet<String> = (0..5_000).map(name).collect();
        assert_eq!(names.len(), 5_000);
    }
}
