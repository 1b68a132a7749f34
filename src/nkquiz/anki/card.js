(function () {
  // Every card: the topic without its number, and "may be out of date" once the review date has passed.
  var topic = document.querySelector('.nkq .topic');
  if (topic) topic.textContent = topic.textContent.replace(/^\s*\d+\s+/, '');
  var due = document.querySelector('.nkq .review-by');
  var note = document.querySelector('.nkq .stale');
  if (due && note && due.textContent < new Date().toISOString().slice(0, 10)) note.hidden = false;
})();
