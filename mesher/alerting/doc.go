// Package alerting fires alert rules and delivers their alerts, as a supervision
// tree.
//
//	alerts, err := alerting.New(alerting.Config{Store: store, Keeper: keeper, Sender: notifier})
//	supervisor.Child{ID: "alerting", Start: supervisor.Run(alerts.Spec()), Supervisor: true}
//
// One node at a time looks for causes of alerts, and another takes over when it
// is gone (see package lease):
//
//	alert_evaluator  every 30 s: takes news of issues from the outbox, counts
//	                 events for thresholds, fires rules
//	spike_checker    every 5 min: reopens archived issues that come in a flood,
//	                 which is news
//	alert_cleaner    daily: forgets old alerts
//
// Every node delivers; each delivery is taken by one:
//
//	alert_deliverer  every 5 s, and when something was fired here
//
// It promises:
//
//   - A rule fires once for a cause, and not within its cooldown, however many
//     evaluate it at once: the decision, the alert, the time of firing and the
//     delivery are one transaction, and transactions run as if alone.
//   - News is removed after it was announced. What a node had taken when it died is
//     available to the next in a minute, and alerts it had already fired are not
//     fired again.
//   - A failed delivery is retried, with pauses that grow: five attempts in all.
//     One during which a node died, or lost the database for two minutes, is
//     retried too, so receivers may see it twice, under one id.
//   - Changing or deleting a rule affects alerts not delivered yet: they go where
//     the rule now says, or nowhere if that is another channel.
//   - Thresholds count whole minutes of the clock, so a flood that lies in two
//     minutes may be seen only by a window of two.
package alerting
