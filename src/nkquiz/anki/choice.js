(function () {
  // A card answered by picking, or by picking all in order. Without this script the options are a readable list, and
  // the back marks the right ones in words or lists them in order; with it they are shuffled, can be picked, and the
  // back shows the picks. One script for both sides.
  // Desktop Anki keeps one page for all cards, AnkiDroid may load a new one for each side, and either may draw a side
  // twice; so nothing is left on the page that a second run could meet, and the order hangs on the card and the day.
  var KEYS = 'hjklnpqw'; // letters that Anki leaves to the page (docs/anki-keys.md); Space and Enter flip and rate
  var NAME = 'nkquiz.choice';
  var DAY = 864e5;
  var card = document.querySelector('.nkq');
  var box = card && card.querySelector('.choices');
  var list = box && box.querySelector('ol');
  if (!list || list.getAttribute('data-drawn')) return;
  list.setAttribute('data-drawn', '1');

  var now = new Date().getTime();
  var isBack = card.className.indexOf('back') >= 0;
  var ordered = !!box.getAttribute('data-ordered');
  var several = ordered || !!box.getAttribute('data-several');
  var rows = [].slice.call(list.children); // in the order of the field, which is the same on both sides
  var state = remembered();
  if (isBack) {
    if (ordered) showOrder();
    else showPicks();
    keep(true);
  } else {
    if (ordered) reveal();
    takePicks();
    keep(false);
  }
  if (!isBack || !ordered) reorder();

  function remembered() {
    var best = null;
    stores().forEach(function (store) {
      try {
        var found = JSON.parse(store.get());
        var sound = found.id === card.getAttribute('data-id') && found.picks instanceof Array && found.day > 0;
        if (sound && Math.abs(now - found.at) < DAY / 2 && (!best || found.at > best.at)) best = found;
      } catch (nothing) { /* blocked, or empty, or not ours */ }
    });
    // A front after its back is a new question; a front after itself is the same one, drawn again.
    if (best && (isBack || !best.seen)) return best;
    return { id: card.getAttribute('data-id'), day: Math.floor(now / DAY), picks: [] };
  }

  function keep(seen) {
    state.seen = seen;
    state.at = now = Math.max(new Date().getTime(), now + 1);
    stores().forEach(function (store) {
      try { store.set(JSON.stringify(state)); } catch (blocked) { /* the order needs no store, the picks try the next */ }
    });
  }

  function stores() {
    return ['sessionStorage', 'localStorage'].map(function (kind) {
      return {
        get: function () { return window[kind].getItem(NAME); },
        set: function (text) { window[kind].setItem(NAME, text); }
      };
    }).concat({
      get: function () { return window.name.indexOf(NAME) === 0 ? window.name.slice(NAME.length) : ''; },
      set: function (text) { if (!window.name || window.name.indexOf(NAME) === 0) window.name = NAME + text; }
    });
  }

  function reorder() {
    if (list.className.indexOf('fixed') < 0) {
      var next = numbers(state.id + ' ' + state.day);
      for (var i = rows.length - 1; i > 0; i--) {
        var j = next() % (i + 1);
        var row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
      }
    }
    rows.forEach(function (row, place) {
      list.appendChild(row);
      if (!isBack && KEYS.charAt(place)) addWord(row, 'key', KEYS.charAt(place), null).setAttribute('aria-hidden', 'true');
    });
  }

  function numbers(seed) {
    var hash = 0x811c9dc5; // FNV-1a, then a mixing step for each number
    for (var i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    return function () {
      hash = (hash + 0x6d2b79f5) | 0;
      var mixed = Math.imul(hash ^ (hash >>> 15), hash | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return (mixed ^ (mixed >>> 14)) >>> 0;
    };
  }

  function takePicks() {
    list.setAttribute('role', several ? 'group' : 'radiogroup');
    rows.forEach(function (row, index) {
      var words = document.createElement('span'); // one flex item, whatever the option holds
      while (row.firstChild) words.appendChild(row.firstChild);
      if (ordered) row.appendChild(document.createElement('span')).className = 'place';
      row.appendChild(words);
      row.className += ' choice tappable'; // AnkiDroid: a tap on `tappable` does not flip
      row.setAttribute('role', several ? 'checkbox' : 'radio');
      row.setAttribute('tabindex', '0');
      row.setAttribute('data-index', index);
      row.addEventListener('click', function (event) {
        event.stopPropagation();
        toggle(index);
      });
    });
    mark();
    if (document.nkquizKeys) document.removeEventListener('keydown', document.nkquizKeys);
    document.nkquizKeys = function (event) {
      var shown = document.querySelectorAll('.nkq.front .choice');
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !shown.length) return;
      var key = String(event.key).toLowerCase();
      var row = key === 'x' ? document.activeElement : key.length === 1 ? shown[KEYS.indexOf(key)] : null;
      if (row && row.hasAttribute('data-index')) row.click();
    };
    document.addEventListener('keydown', document.nkquizKeys);
  }

  function toggle(index) {
    var at = state.picks.indexOf(index);
    if (at >= 0) state.picks.splice(at, 1);
    else if (several) state.picks.push(index);
    else state.picks = [index];
    mark();
    keep(false);
  }

  function mark() {
    [].forEach.call(list.children, function (row) {
      var index = +row.getAttribute('data-index');
      var at = state.picks.indexOf(index);
      row.setAttribute('aria-checked', at >= 0 ? 'true' : 'false');
      if (ordered) row.querySelector('.place').textContent = at >= 0 ? at + 1 : '';
    });
  }

  function showPicks() {
    state.picks.forEach(function (index) {
      var row = rows[index];
      if (!row) return;
      row.className += ' picked';
      addWord(row, 'pick', several ? 'you picked this' : 'your pick', row.querySelector('.why'));
    });
    if (several && state.picks.length) showScore();
  }

  function showScore() {
    var isRight = function (row) { return / right\b/.test(' ' + row.className); };
    var right = rows.filter(isRight);
    var picked = state.picks.map(function (index) { return rows[index]; }).filter(Boolean);
    var found = picked.filter(isRight).length;
    var wrong = picked.length - found;
    right.forEach(function (row) {
      if (picked.indexOf(row) < 0) addWord(row, 'pick', 'not picked', row.querySelector('.why'));
    });
    var words = found === right.length ? 'All ' + found + ' found' : found + ' of ' + right.length + ' found';
    words += (wrong ? ', ' + wrong + ' too many' : '') + '. Points: ' + Math.max(0, found - wrong) + ' of ' + right.length + '.';
    var line = card.querySelector('.result');
    line.textContent = words;
    line.hidden = false;
  }

  function showOrder() {
    var right = [].map.call(card.querySelectorAll('.ordered li'), function (row) { return row.innerHTML; });
    var said = state.picks.map(function (index) { return rows[index]; });
    if (said.length !== right.length || said.indexOf(undefined) >= 0) return; // not arranged, or not all of it
    var places = said.map(function (row) { return right.indexOf(row.innerHTML); });
    reveal();
    if (places.every(function (at, place) { return at === place; })) {
      card.querySelector('.with-script').textContent = 'Your order is the right one.';
      box.hidden = true;
      return;
    }
    var inPlace = places.filter(function (at, place) { return at === place; }).length;
    card.querySelector('.with-script').textContent = 'Your order: ' + inPlace + ' of ' + right.length + ' in their place';
    said.forEach(function (row, place) {
      var kept = places[place] === place;
      list.appendChild(row);
      row.className += kept ? ' kept' : ' moved';
      addWord(row, 'pick', kept ? 'right' : 'is number ' + (places[place] + 1), null);
    });
  }

  function reveal() {
    card.className += ' arranged';
    var line = card.querySelector('.with-script');
    if (line) line.hidden = false;
  }

  function addWord(row, name, words, before) {
    var word = document.createElement('span');
    word.className = name;
    word.textContent = ' ' + words;
    row.insertBefore(word, before);
    return word;
  }
})();
