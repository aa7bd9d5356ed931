// Package alerting fires alert rules and delivers what they say, as a
// supervision tree.
//
//	alerts, err := alerting.New(alerting.Config{Store: store, Keeper: keeper, Sender: notifier})
//	supervisor.Child{ID: "alerting", Start: supervisor.Run(alerts.Spec()), Supervisor: true}
//
// One node at a time looks for what is to be told, and another goes on when it
// is gone (see package lease):
//
//	alert_evaluator  every 30 s: takes news of issues from the outbox, counts
//	                 events for thresholds, fires rules
//	spike_checker    every 5 min: reopens archived issues that come in a flood,
//	                 which is news
//	alert_cleaner    daily: forgets old alerts
//
// Each node delivers, as each delivery is taken by one:
//
//	alert_deliverer  every 5 s, and when something was fired here
//
// It promises:
//
//   - A rule fires once for a cause, and not within its cooldown, however many
//     evaluate it at once: the decision, the alert, the time of firing and the
//     delivery are one transaction, and transactions run as if alone.
//   - News is forgotten after it was told. What a node had taken when it died is
//     there for the next in a minute, and what it had fired of it fires no more.
//   - A delivery that failed is tried again, five times in all, with pauses that
//     grow. One during which a node died, or lost the database for two minutes, is
//     tried again too, so receivers may see it twice, under one id.
//   - A rule that is changed or deleted is so for what was not delivered yet: it
//     goes where the rule now says, or nowhere when that is another channel.
//   - Thresholds count whole minutes of the clock, so a flood that lies in two
//     minutes may be seen only by a window of two.
package alerting
