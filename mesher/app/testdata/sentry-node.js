// What a program in Node.js does with the SDK: an error with what led to it, a
// transaction and a session. It ends well when all was answered.
const Sentry = require('@sentry/node');

Sentry.init({ dsn: process.env.DSN, debug: true, release: 'shop@1.0', environment: 'test', tracesSampleRate: 1 });

function placeOrder() {
  throw new TypeError('the cart is empty');
}

Sentry.setTag('colour', 'red');
Sentry.addBreadcrumb({ category: 'shop', message: 'the cart was opened' });
Sentry.startSession();
Sentry.startSpan({ name: 'checkout' }, () => {});
try {
  placeOrder();
} catch (e) {
  Sentry.captureException(e);
}
Sentry.endSession();
Sentry.flush(10_000).then((all) => process.exit(all ? 0 : 1));
