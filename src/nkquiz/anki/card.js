(function () {
  // Every card: the topic without its number, "may be out of date" once the review date has passed, and `x` to open
  // and close what is folded, since Space and Enter rate the card even when a fold has the focus (docs/anki-keys.md).
  var topic = document.querySelector('.nkq .topic');
  if (topic && !topic.hasAttribute('data-drawn')) {
    topic.textContent = topic.textContent.replace(/^\d{2,} /, '');
    topic.setAttribute('data-drawn', '1'); // Anki may run this twice on one card
  }
  var due = document.querySelector('.nkq .review-by');
  var note = document.querySelector('.nkq .stale');
  if (due && note && due.textContent < new Date().toISOString().slice(0, 10)) note.hidden = false;

  if (document.nkquizFolds) document.removeEventListener('keydown', document.nkquizFolds);
  document.nkquizFolds = function (event) {
    if (event.key !== 'x' || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    var at = document.activeElement;
    var one = at && at.tagName === 'SUMMARY' ? [at.parentNode] : null;
    var folds = one || [].slice.call(document.querySelectorAll('.nkq.back details'));
    var open = folds.some(function (fold) { return !fold.open; });
    folds.forEach(function (fold) { fold.open = open; });
  };
  document.addEventListener('keydown', document.nkquizFolds);
})();
