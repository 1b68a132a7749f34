// Asks whether the collection has changed since the page was made, and loads the page again when it has.
(function () {
  var number = document.body.dataset.state;
  try { window.scrollTo(0, sessionStorage.getItem('nkquiz-scroll') || 0); } catch (blocked) { /* it begins at the top */ }
  function ask() {
    fetch('/changed?since=' + number).then(function (reply) { return reply.text(); }).then(function (now) {
      if (now === number) return ask();
      try { sessionStorage.setItem('nkquiz-scroll', window.scrollY); } catch (blocked) { /* as above */ }
      location.reload();
    }).catch(function () { setTimeout(ask, 1000); });
  }
  ask();
  var here = document.querySelector('nav [aria-current]');
  if (here) here.scrollIntoView({ block: 'center' });
})();
