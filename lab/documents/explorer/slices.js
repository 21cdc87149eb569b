// Long work in short slices, between which the page shows what is ready and answers.

const SLICE = 12; // milliseconds
let unfinished = 0; // jobs; tests wait until there are none

// A place for one job at a time: call the result with its steps, a generator that yields after each,
// and with what shows what is ready. A new job takes the place of the one before.
function inSlices() {
  let job = null;
  return (steps, showReady) => {
    if (!job) unfinished += 1;
    job = steps;
    requestAnimationFrame(function slice() {
      if (job !== steps) return;
      const end = performance.now() + SLICE;
      let done = false;
      while (!done && performance.now() < end) ({ done } = steps.next());
      showReady();
      if (!done) {
        setTimeout(slice);
        return;
      }
      job = null;
      unfinished -= 1;
    });
  };
}
