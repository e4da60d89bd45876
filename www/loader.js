// The classic script that a page's owner pastes. It only notes what was asked for, waits until the page
// is done with its own work, and then brings the module in. Whatever goes wrong here, the page goes on.

(() => {
  const script = document.currentScript;
  const own = 'groundswell';
  if (!script?.src) {
    console.warn('Groundswell: the script must be loaded by a <script src> tag.');
    return;
  }
  // A page's own element may have this name as its id, which makes it a property of the window.
  if (window[own]?.mounted) {
    console.warn('Groundswell: a second script tag on this page is ignored.');
    return;
  }

  performance.mark('groundswell:start');
  const base = new URL('.', script.src).href;
  const dataset = { ...script.dataset };
  let widget;
  const state = (window[own] = {
    mounted: true,
    destroy() {
      state.mounted = false;
      widget?.destroy();
    },
  });
  let blocked = '';
  let step = 'load';

  const note = (event) => {
    blocked ||= event.blockedURI === 'wasm-eval' ? 'wasm' : event.blockedURI.startsWith(base) ? 'file' : '';
  };

  const reasons = {
    wasm: "the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to script-src",
    file: `the page's Content-Security-Policy forbids ${base}; add it to script-src and connect-src`,
    load: `its files at ${base} could not be loaded`,
    start: 'it could not start in this browser',
  };

  const fail = (error) => {
    state.mounted = false;
    const reason = blocked || step;
    console.error(`Groundswell is not shown: ${reasons[reason]}.`, error);
    document.dispatchEvent(new CustomEvent('groundswell:error', { detail: { reason } }));
  };

  const start = async () => {
    document.addEventListener('securitypolicyviolation', note);
    try {
      const module = await import(base + MODULE_FILE);
      await module.default({ dataset });
      step = 'start';
      if (state.mounted) widget = module.mount({ dataset, base });
    } catch (error) {
      // The violation is told in a task of its own, which may come after the failure.
      await new Promise((resolve) => setTimeout(resolve));
      fail(error);
    } finally {
      document.removeEventListener('securitypolicyviolation', note);
    }
  };

  const whenIdle = () =>
    window.requestIdleCallback ? requestIdleCallback(start, { timeout: 1000 }) : setTimeout(start);
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', whenIdle, { once: true });
  } else {
    whenIdle();
  }
})();
