(function () {
  // A drawing whose parts are masked by Anki's own image occlusion. The front shows it only when the masks are on it, so
  // that it never gives the name away; until then, and where there is no such Anki, the list of parts is the question,
  // with the clue in place of the name. The back may show it as it is.
  // The class is not `drawing`: Anki shows what has that at half its size.
  var WAIT = 3000; // milliseconds; Anki draws as soon as the picture has loaded
  var card = document.querySelector('.nkq');
  if (!card || !card.querySelector('.masked')) return;
  card.className += ' masking';
  var timer = setTimeout(function () { become(''); }, WAIT);
  try {
    window.anki.imageOcclusion.setup({ onDidDrawShapes: function () { become(' drawn'); } });
  } catch (older) {
    become('');
  }

  function become(name) {
    clearTimeout(timer);
    card.className = card.className.replace(/ (masking|drawn)/g, '') + name;
  }
})();
