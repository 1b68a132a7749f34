(function () {
  // A drawing is enlarged by a tap, a click or `z`, and put back by another or Escape. It never turns the card: AnkiDroid and
  // AnkiMobile leave what is `tappable` alone, and Anki has no use for `z` (docs/anki-keys.md). Without this script it is
  // a plain picture. What is enlarged is as large as it was in the page, scaled, so that masks stay where they are.
  var LEAST = 2; // times as large at least: on a phone the drawing has the whole width already
  var card = document.querySelector('.nkq');
  var frame = card && card.querySelector('.zoom');
  var picture = frame && frame.firstElementChild;
  var shown = null; // puts the drawing back

  if (document.nkquizZoom) {
    document.removeEventListener('keydown', document.nkquizZoom);
    window.removeEventListener('resize', document.nkquizBack);
  }
  document.nkquizZoom = document.nkquizBack = null;
  if (!picture || !card.querySelector('.zoom img')) return;

  var old = frame.parentNode.querySelector('.enlarge');
  if (old) frame.parentNode.removeChild(old); // Anki may run this twice on one card
  var button = frame.parentNode.appendChild(document.createElement('p'));
  button.className = 'enlarge tappable';
  button.setAttribute('role', 'button');
  button.setAttribute('tabindex', '0');
  label('Enlarge');
  frame.className = 'zoom tappable';
  frame.onclick = button.onclick = function (event) {
    event.stopPropagation();
    toggle(event);
  };
  document.nkquizBack = function () { if (shown) shown(); };
  document.nkquizZoom = function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/INPUT|TEXTAREA/.test(event.target.tagName)) return;
    if (event.key === 'z' || (event.key === 'Escape' && shown)) toggle(null);
  };
  document.addEventListener('keydown', document.nkquizZoom);
  window.addEventListener('resize', document.nkquizBack);

  function toggle(event) {
    if (shown) return shown();
    var box = picture.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(picture).visibility === 'hidden') return; // masks not drawn yet
    var wide = document.documentElement.clientWidth;
    var high = window.innerHeight;
    var times = Math.max(LEAST, Math.min(wide / box.width, high / box.height));
    var inPicture = event && event.currentTarget === frame && event.clientX;
    var x = inPicture ? event.clientX - box.left : 0;
    var y = inPicture ? event.clientY - box.top : 0;
    var kept = [frame.getAttribute('style'), picture.getAttribute('style')];

    frame.parentNode.style.minHeight = frame.parentNode.offsetHeight + 'px'; // the page below does not move
    frame.className = 'zoom tappable zoomed';
    picture.style.width = box.width + 'px';
    picture.style.height = box.height + 'px';
    picture.style.margin = '0';
    picture.style.maxWidth = picture.style.maxHeight = 'none';
    picture.style.transformOrigin = '0 0';
    picture.style.transform = 'translate(' + Math.max(0, (wide - box.width * times) / 2) + 'px, 0) scale(' + times + ')';
    frame.scrollLeft = x * times - wide / 2;
    frame.scrollTop = y * times - high / 2;
    label('Back to the card');
    shown = function () {
      frame.className = 'zoom tappable';
      [frame, picture].forEach(function (part, index) {
        if (kept[index] === null) part.removeAttribute('style');
        else part.setAttribute('style', kept[index]);
      });
      frame.parentNode.style.minHeight = '';
      label('Enlarge');
      shown = null;
    };
  }

  function label(words) {
    button.textContent = words;
    var key = button.appendChild(document.createElement('span'));
    key.className = 'key';
    key.textContent = 'z';
    key.setAttribute('aria-hidden', 'true');
  }
})();
