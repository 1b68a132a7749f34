// Stands in for Anki's image occlusion, so that a drawing with its parts masked can be looked at without Anki.
window.anki = { imageOcclusion: { setup: function (options) {
  var image = document.querySelector('#image-occlusion-container img');
  if (!image) return;
  new ResizeObserver(draw).observe(image); // a picture can have loaded before it has a size
  function draw() {
    if (!image.clientWidth) return;
    var canvas = document.getElementById('image-occlusion-canvas');
    var width = canvas.width = image.clientWidth, height = canvas.height = image.clientHeight;
    var pen = canvas.getContext('2d');
    document.querySelectorAll('[data-shape="rect"]').forEach(function (mask) {
      var side = mask.dataset, asked = mask.className === 'cloze', told = mask.className === 'cloze-highlight';
      if (told) { pen.strokeStyle = '#ff8e8e'; pen.lineWidth = 2; } else pen.fillStyle = asked ? '#ff8e8e' : '#ffeba2';
      pen[told ? 'strokeRect' : 'fillRect'](side.left * width, side.top * height, side.width * width, side.height * height);
    });
    if (options && options.onDidDrawShapes) options.onDidDrawShapes();
  }
} } };
