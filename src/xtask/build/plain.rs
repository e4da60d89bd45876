//! Small modules that nothing binds: those of languages and of the layout.
//!
//! A module that panics ends by `unreachable`; where there is nobody to read a message, the code that writes one is a
//! weight without use. Rust links it nevertheless.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use walrus::ir::{Call, CallIndirect, Const, Load, Store, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, Module, passes,
};

use super::publish::content_hash;
use super::wasm;
use crate::workspace::Workspace;

/// Functions of Rust's own that only write about a panic, by parts of their names.
const PANICKING: [&str; 8] = [
    "panicking",
    "rust_begin_unwind",
    "slice_error_fail",
    "slice_index_fail",
    "handle_alloc_error",
    "unwrap_failed",
    "expect_failed",
    "assert_failed",
];

/// Bytes before a module's data within which an address counts as one of it.
const BEFORE: u64 = 64;

/// The module at `path` made small by a `wasm-opt` that is told `how`, in the folder `kept` under a name that is
/// another for another module.
pub fn optimised(
    workspace: &Workspace,
    how: &[&str],
    path: &Path,
    kept: &Path,
) -> anyhow::Result<PathBuf> {
    let module = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain = without_panics(&module);
    let plain = plain.with_context(|| format!("{} is not sound", path.display()))?;
    let hash = content_hash(&[&plain, how.join(" ").as_bytes()].concat());
    let small = kept.join(format!("{name}-lean-{hash}.wasm"));
    if !small.exists() {
        fs::create_dir_all(kept).with_context(|| format!("cannot create {}", kept.display()))?;
        let from = kept.join(format!("{name}.wasm"));
        fs::write(&from, plain).with_context(|| format!("cannot write {}", from.display()))?;
        wasm::wasm_opt(workspace, how, &from, &from)?;
        // Only now does no code name the texts of panics any more.
        let lean = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        match without_dead_data(&lean)? {
            None => fs::rename(&from, &small)
                .with_context(|| format!("cannot keep {}", small.display()))?,
            Some(lean) => {
                fs::write(&from, lean)
                    .with_context(|| format!("cannot write {}", from.display()))?;
                wasm::wasm_opt(workspace, how, &from, &small)?;
            }
        }
    }
    Ok(small)
}

/// The module with `unreachable` for the body of each function that only writes about a panic, and without what
/// only these would use.
fn without_panics(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut module = Module::from_buffer(module)?;
    let is_panicking = |name: &str| PANICKING.iter().any(|part| name.contains(part));
    let found: Vec<_> = module
        .funcs
        .iter_local()
        .map(|(id, _)| module.funcs.get(id))
        .filter(|function| function.name.as_deref().is_some_and(is_panicking))
        .map(|function| (function.id(), function.ty()))
        .collect();
    for (id, ty) in found {
        let (params, results) = {
            let ty = module.types.get(ty);
            (ty.params().to_vec(), ty.results().to_vec())
        };
        let args = params.iter().map(|&ty| module.locals.add(ty)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(args));
    }
    if !calls_by_table(&module) {
        // What is in it could be called by what writes about panics only.
        let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
        for id in elements {
            module.elements.delete(id);
        }
        for table in module.tables.iter_mut() {
            table.elem_segments.clear();
        }
        passes::gc::run(&mut module);
    }
    Ok(module.emit_wasm())
}

/// The module without its data, if no code names an address within it; and then without the exports that are no
/// functions or memories, which the linker adds.
fn without_dead_data(module: &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
    let mut module = Module::from_buffer(module)?;
    let mut addresses = Addresses::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut addresses, function, function.entry_block());
    }
    let dead = module.data.iter().all(|data| match data.kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } => {
            let start = u64::from(start.cast_unsigned());
            let end = start + data.value.len() as u64;
            // A table may be reached from before it, by an index that begins above 0.
            let near = start.saturating_sub(BEFORE)..end;
            !addresses.0.iter().any(|address| near.contains(address))
        }
        _ => false,
    });
    if !dead {
        return Ok(None);
    }
    let all: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in all {
        module.data.delete(id);
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    let exports = module.exports.iter();
    let added = exports.filter(|export| matches!(export.item, ExportItem::Global(_)));
    for id in added.map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(id);
    }
    passes::gc::run(&mut module);
    Ok(Some(module.emit_wasm()))
}

/// Every number in code that may be an address.
#[derive(Default)]
struct Addresses(Vec<u64>);

impl Visitor<'_> for Addresses {
    fn visit_const(&mut self, instruction: &Const) {
        if let Value::I32(number) = instruction.value {
            self.0.push(u64::from(number.cast_unsigned()));
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.0.push(load.arg.offset);
    }

    fn visit_store(&mut self, store: &Store) {
        self.0.push(store.arg.offset);
    }
}

/// Whether anything that exports lead to calls a function through a table.
fn calls_by_table(module: &Module) -> bool {
    let exports = module
        .exports
        .iter()
        .filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
    let mut calls = Calls {
        open: exports.collect(),
        by_table: false,
    };
    let mut seen = HashSet::new();
    while let Some(id) = calls.open.pop() {
        if let FunctionKind::Local(function) = &module.funcs.get(id).kind
            && seen.insert(id)
        {
            dfs_in_order(&mut calls, function, function.entry_block());
        }
    }
    calls.by_table
}

/// What functions call.
struct Calls {
    open: Vec<FunctionId>,
    by_table: bool,
}

impl Visitor<'_> for Calls {
    fn visit_call(&mut self, call: &Call) {
        self.open.push(call.func);
    }

    fn visit_call_indirect(&mut self, _: &CallIndirect) {
        self.by_table = true;
    }
}

#[cfg(test)]
mod tests {
    use walrus::ir::{LoadKind, MemArg};
    use walrus::{GlobalId, MemoryId, ValType};

    use super::*;

    /// Where the data of the module made here begins, and how long it is.
    const START: u32 = 1024;
    const TEXT: &[u8] = b"index out of bounds";

    /// A module with data, whose only function, `code`, is a load from `base` and `offset`; also exported are the memory,
    /// and a global as the linker adds it.
    fn module(base: u32, offset: u64) -> Module {
        let mut module = Module::default();
        let memory: MemoryId = module.memories.add_local(false, false, 1, None, None);
        let kind = DataKind::Active {
            memory,
            offset: number(START),
        };
        let data = module.data.add(kind, TEXT.to_vec());
        module.memories.get_mut(memory).data_segments.insert(data);
        let end: GlobalId = module
            .globals
            .add_local(ValType::I32, false, false, number(2048));
        let mut code = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
        let place = MemArg { align: 1, offset };
        code.func_body().i32_const(base.cast_signed()).load(
            memory,
            LoadKind::I32 { atomic: false },
            place,
        );
        let code = code.finish(vec![], &mut module.funcs);
        module.exports.add("memory", memory);
        module.exports.add("__data_end", end);
        module.exports.add("code", code);
        module
    }

    fn number(value: u32) -> ConstExpr {
        ConstExpr::Value(Value::I32(value.cast_signed()))
    }

    /// What is left of a module when its data is looked at: how much data, and which exports. Nothing if it stays as it is.
    fn left(mut module: Module) -> Option<(usize, Vec<String>)> {
        let lean = without_dead_data(&module.emit_wasm()).unwrap()?;
        let lean = Module::from_buffer(&lean).unwrap();
        let mut exports: Vec<_> = lean.exports.iter().map(|one| one.name.clone()).collect();
        exports.sort_unstable();
        Some((lean.data.iter().count(), exports))
    }

    #[test]
    fn data_that_no_code_names_goes_with_what_the_linker_exports() {
        let exports = vec!["code".to_owned(), "memory".to_owned()];
        let end = START + TEXT.len() as u32;
        let before = START - BEFORE as u32 - 1;
        for (base, offset) in [
            (0, 0),
            (before, 0),
            (0, u64::from(before)),
            (end, 0),
            (8, 8),
        ] {
            let left = left(module(base, offset));
            assert_eq!(left, Some((0, exports.clone())), "{base} {offset}");
        }
    }

    #[test]
    fn data_stays_where_a_number_or_an_offset_may_be_its_address() {
        let last = START + TEXT.len() as u32 - 1;
        // A table may be read from before it.
        let near = START - BEFORE as u32;
        for address in [START, last, near] {
            assert_eq!(left(module(address, 0)), None, "{address}");
            assert_eq!(left(module(0, u64::from(address))), None, "+{address}");
        }
    }

    #[test]
    fn data_whose_place_is_not_known_stays_and_so_does_all_else() {
        let mut module = module(0, 0);
        module.data.add(DataKind::Passive, TEXT.to_vec());
        assert_eq!(left(module), None);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(without_dead_data(b"\0asm\x01").is_err());
    }
}
