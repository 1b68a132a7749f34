// Loads the page again when the collection has changed, and finds facts in the list.
(function () {
  var number = document.body.dataset.state, gone = document.querySelector('.gone'), find = document.querySelector('nav input');
  var kept = function (name, value) { // what outlives a reload; without it the page begins at its top
    try {
      if (value === undefined) return sessionStorage.getItem('nkquiz-' + name) || '';
      sessionStorage.setItem('nkquiz-' + name, value);
    } catch (blocked) { return ''; }
  };

  function ask() {
    fetch('/changed?since=' + number).then(function (reply) {
      if (!reply.ok) throw reply.status;
      return reply.text();
    }).then(function (now) {
      gone.hidden = true;
      if (now === number) return ask();
      kept('scroll', location.pathname + ' ' + window.scrollY);
      location.reload();
    }).catch(function () { gone.hidden = false; setTimeout(ask, 1000); });
  }

  function filter() {
    var words = find.value.toLowerCase().split(/\s+/);
    document.querySelectorAll('nav li').forEach(function (entry) {
      var said = (entry.textContent + ' ' + entry.firstChild.title).toLowerCase();
      entry.hidden = !words.every(function (word) { return said.includes(word); });
    });
    kept('find', find.value);
  }

  find.value = kept('find');
  if (find.value) filter();
  find.addEventListener('input', filter);
  document.addEventListener('keydown', function (event) {
    if (event.key === '/' && document.activeElement !== find) { event.preventDefault(); find.select(); }
    if (event.key === 'Escape' && document.activeElement === find) { find.value = ''; filter(); find.blur(); }
  });
  var here = document.querySelector('nav [aria-current]'), scrolled = kept('scroll').split(' ');
  if (here) here.scrollIntoView({ block: 'center' });
  window.scrollTo(0, scrolled[0] === location.pathname ? scrolled[1] : 0);
  kept('scroll', '');
  window.addEventListener('pagehide', function () { gone.hidden = true; });
  ask();
})();
