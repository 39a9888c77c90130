// Shows what needs a key only where the browser can use one, and says so when the key gave no answer.
(function () {
  'use strict'
  const show = (selector) => {
    document.querySelectorAll(selector).forEach((element) => { element.hidden = false })
  }
  if (window.PublicKeyCredential) {
    show('[data-key-button]')
  } else {
    show('[data-key-unknown]')
  }
  document.addEventListener('allauth.error', () => show('[data-key-failed]'))
})()
