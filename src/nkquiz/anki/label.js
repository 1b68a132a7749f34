(function () {
  // A drawing with masked parts, drawn by Anki's own image occlusion. The drawing stays out of sight until the masks
  // are on it; where there is no such Anki, or no script, the list of parts with the clue in place of the name is the
  // question.
  var box = document.querySelector('.nkq .drawing');
  var card = document.querySelector('.nkq');
  if (!box || !card) return;
  box.className = 'drawing masking';
  try {
    window.anki.imageOcclusion.setup({
      onDidDrawShapes: function () {
        box.className = 'drawing';
        card.className += ' drawn';
      }
    });
  } catch (older) {
    box.className = 'drawing waiting';
  }
})();
