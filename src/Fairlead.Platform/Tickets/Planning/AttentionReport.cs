using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Gathers what is not settled into a few lines, each with its next step. Pure.</summary>
internal static class AttentionReport
{
    /// <param name="connection">Name of the configuration's connection.</param>
    /// <param name="lane"><see langword="null"/> for a connection that nobody worked on yet.</param>
    /// <param name="pause"><see langword="null"/> while sending goes on.</param>
    public static IReadOnlyList<Attention> Of(
        SyncPlan plan, TicketConfiguration configuration, string connection, Lane? lane, Lane? pause, IReadOnlyList<Circuit> circuits)
    {
        var unsettled = WithParked(plan.Unsettled, circuits);
        var report = new List<Attention>();
        if (pause is { Pause: { } cause })
        {
            var waiting = unsettled.Count(u => u.Kind is AttentionKind.Waiting or AttentionKind.Uncertain or AttentionKind.Interrupted or AttentionKind.Parked);
            // A short rest that holds nothing up is not worth a word.
            var heldUp = plan.Operations.Count + unsettled.Count(u => u.Kind == AttentionKind.Waiting);
            if (cause != PauseCause.Resting || heldUp > 0)
            {
                report.Add(new(
                    AttentionKind.Paused, waiting, pause.PauseReason ?? "Nothing is sent to Jira.", NextStepOf(cause, connection),
                    cause == PauseCause.SignIn ? null : pause.ResumeAt));
            }
        }

        if (lane is { Vanished: { } vanished, VanishedOf: { } asked })
            report.Add(new(AttentionKind.Vanished, vanished, ReasonOfVanished(vanished, asked), NextStepOfVanished(connection), null));

        if (plan.HeldCloses.Count > 0)
        {
            report.Add(plan.AwaitsReplacements ? Awaiting(plan) : new(
                AttentionKind.HeldCloses, plan.HeldCloses.Count,
                "no finding is behind them any more, because the filter, the grouping or the severities of findings changed, and they are unusually many",
                $"See them with: fairlead plan {ShellWord.Of(configuration.Name)}. If they are right: fairlead apply {ShellWord.Of(configuration.Name)} --confirm-closes-up-to {plan.HeldCloses.Count}. If not, put back what changed.",
                null));
        }

        if (plan.HeldCreates.Count > 0)
        {
            report.Add(new(
                AttentionKind.HeldCreates, plan.HeldCreates.Count,
                $"they are more new issues at once than the {configuration.MaxCreates} that the configuration allows (maxCreates), so none of them is made",
                $"See them with: fairlead plan {ShellWord.Of(configuration.Name)}. If they are right: fairlead apply {ShellWord.Of(configuration.Name)} --confirm-creates-up-to {plan.HeldCreates.Count}. If not, narrow the filter or group more.",
                null));
        }

        if (plan.Incomplete.Count > 0)
            report.Add(Incomplete(plan.Incomplete, configuration));

        // What only the pause holds up is counted there.
        var others = report.Any(r => r.Kind == AttentionKind.Paused) ? unsettled.Where(u => u.Kind != AttentionKind.Waiting) : unsettled;
        report.AddRange(others.GroupBy(u => u.Kind).OrderBy(g => g.Key).Select(g => Line(g.Key, [.. g], configuration, connection, plan.PlannedAt)));
        return report;
    }

    /// <summary>What a disabled connection holds up; the reasons of what waits on it say nothing beside that.</summary>
    /// <param name="report">As it would be told of an enabled one that is not paused.</param>
    public static IReadOnlyList<Attention> OfDisabled(IReadOnlyList<Attention> report, SyncPlan plan, string connection)
    {
        var others = report.Where(r => r.Kind is not (
            AttentionKind.Waiting or AttentionKind.Parked or AttentionKind.Uncertain or AttentionKind.Interrupted or AttentionKind.Lost)).ToList();
        var heldUp = plan.Operations.Count + report.Except(others).Sum(r => r.Tickets);
        return heldUp == 0 ? others :
        [
            new(AttentionKind.Disabled, heldUp, $"the connection {connection} is disabled, so nothing is sent", ToEnable(connection), null),
            .. others,
        ];
    }

    /// <summary>What is odd about a disabled connection that holds nothing up.</summary>
    public static ConfigurationFault OfDisabled(string connection) => new(
        "connection", $"the connection {connection} is disabled, so what changed in Jira since is not known", ToEnable(connection));

    private const string ToClose =
        "Close it in Jira; or, if its findings are not settled, say so: fairlead finding set-status --help; or, if the configuration does not take them any more, change its filter. Fairlead closes it when its findings are closed another time.";

    private static string ToEnable(string connection) => $"To use it again: fairlead connection edit {ShellWord.Of(connection)} --enable";

    /// <summary>What waits of a run because its configuration is disabled.</summary>
    public static Attention OfDisabled(SyncRun run, string configuration) => new(
        AttentionKind.Disabled, run.Planned.All - run.Outcomes.Values.Sum(), $"the configuration {configuration} is disabled, so nothing is written for it",
        $"To use it again: fairlead configuration enable {ShellWord.Of(configuration)}. What was begun is then carried on, and a plan can be applied.", null);

    /// <summary>The same, those that a circuit holds up being parked.</summary>
    public static IReadOnlyList<UnsettledTicket> WithParked(IReadOnlyList<UnsettledTicket> unsettled, IReadOnlyList<Circuit> circuits)
    {
        var open = circuits.Where(c => c.IsOpen).ToDictionary(c => (c.ProjectId, c.IssueTypeId));
        return [.. unsettled.Select(u => Parked(u, open))];
    }

    public static string ReasonOfVanished(int vanished, int asked) =>
        $"{vanished} of {asked} issues of the connection could not be seen when they were last read, too many at once to be believed; nothing was changed";

    public static string NextStepOfVanished(string connection) =>
        $"See whether the account may still browse the projects and the address is right: fairlead connection test {ShellWord.Of(connection)}. Then read them again: fairlead ticket reconcile {ShellWord.Of(connection)}.";

    /// <summary>What a person does about a pause, or what ends it.</summary>
    public static string NextStepOf(PauseCause cause, string connection) => cause switch
    {
        PauseCause.SignIn =>
            $"Mend the sign-in and test it: fairlead connection test {ShellWord.Of(connection)}. A test that works ends the pause; so does fairlead connection resume {ShellWord.Of(connection)}.",
        PauseCause.Proxy => $"Something answered in Jira's place; see whether it still does: fairlead connection test {ShellWord.Of(connection)}. Sending goes on by itself once a read works; at once with: fairlead connection resume {ShellWord.Of(connection)}.",
        PauseCause.SiteChanged =>
            $"If it is a copy, put the address right and test it: fairlead connection test {ShellWord.Of(connection)}. If it is the right Jira: fairlead connection accept-site {ShellWord.Of(connection)}.",
        PauseCause.Resting => $"It goes on by itself after a rest, on a running server. Without one, repeat then: fairlead apply. If it stays so, this names the cause: fairlead connection test {ShellWord.Of(connection)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Attention Awaiting(SyncPlan plan) => new(
        AttentionKind.HeldCloses,
        plan.HeldCloses.Count,
        "their findings are in other groups now, whose issues are not made yet",
        "They are closed by the first run after those were made.",
        plan.Unsettled.Min(u => u.NextLookAt));

    private static Attention Incomplete(IReadOnlyList<IncompleteGroup> groups, TicketConfiguration configuration)
    {
        var first = $"{groups[0].Group}: {groups[0].Reason}";
        var key = groups.Select(g => g.IssueKey).OfType<string>().FirstOrDefault();
        var again = key is null ? "" : $"What Jira refused and takes by now: fairlead ticket retry {key} --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}. What people own, such as the assignee, is set in Jira. ";
        var reason = groups.Count == 1 ? first : $"{first} (and {groups.Count - 1} other {(groups.Count == 2 ? "group" : "groups")})";
        return new(
            AttentionKind.Incomplete, groups.Count, reason,
            $"Correct the field's value in the configuration {configuration.Name}, such as by a table with otherwise, and apply it again. {again}Until then the issues are without the field.",
            null);
    }

    private static UnsettledTicket Parked(UnsettledTicket ticket, Dictionary<(string, string), Circuit> open) =>
        ticket.Kind == AttentionKind.Waiting && open.TryGetValue((ticket.ProjectId, ticket.IssueTypeId), out var circuit)
            ? ticket with { Kind = AttentionKind.Parked, Reason = circuit.Reason, NextLookAt = circuit.ProbeAt }
            : ticket;

    private static Attention Line(AttentionKind kind, IReadOnlyList<UnsettledTicket> tickets, TicketConfiguration configuration, string connection, DateTimeOffset now)
    {
        if (kind is AttentionKind.Forbidden or AttentionKind.Deleted or AttentionKind.KeptOpen)
        {
            return new(kind, tickets.Count, $"{KeysOf(tickets)} {DefaultOf(kind, configuration)}", NextStepOf(kind, tickets, configuration, connection, now), null)
            {
                Which = kind == AttentionKind.KeptOpen ? [.. tickets.TakeLast(Attention.MaxWhich).Select(t => t.Ticket)] : null,
            };
        }

        if (kind == AttentionKind.Lost || (kind == AttentionKind.Unlinked && tickets.Count > 1))
            return new(kind, tickets.Count, DefaultOf(kind, configuration), NextStepOf(kind, tickets, configuration, connection, now), tickets.Min(t => t.NextLookAt));
        var reasons = tickets.Select(t => t.Reason).OfType<string>().GroupBy(r => r).OrderByDescending(r => r.Count()).ToList();
        var reason = reasons.Count == 0 ? DefaultOf(kind, configuration) : reasons[0].Key;
        if (reasons.Count > 1)
            reason = $"{reason} (and {reasons.Count - 1} other {(reasons.Count == 2 ? "reason" : "reasons")}: fairlead ticket list --configuration {ShellWord.Of(configuration.Name)})";
        if (kind == AttentionKind.Unanswered)
            reason = $"{KeysOf(tickets)} {reason}";
        if (kind == AttentionKind.KeptClosed)
            reason = $"{KeysOf(tickets)} findings came back, and {reason}";
        return new(kind, tickets.Count, reason, NextStepOf(kind, tickets, configuration, connection, now), tickets.Min(t => t.NextLookAt));
    }

    /// <summary>Such as <c>SEC-1, SEC-2 and 3 more:</c>.</summary>
    private static string KeysOf(IReadOnlyList<UnsettledTicket> tickets)
    {
        const int MaxNamed = 5;
        var named = string.Join(", ", tickets.Take(MaxNamed).Select(t => t.IssueKey));
        return tickets.Count > MaxNamed ? $"{named} and {tickets.Count - MaxNamed} more:" : $"{named}:";
    }

    /// <summary>As a command takes them; of very many, the first.</summary>
    private static string NamesOf(IReadOnlyList<UnsettledTicket> tickets, TicketConfiguration configuration)
    {
        const int MaxNamed = 20;
        var named = $"{string.Join(' ', tickets.Take(MaxNamed).Select(t => t.IssueKey ?? t.Ticket.ToString()))} --configuration {ShellWord.Of(configuration.Name)}";
        return tickets.Count > MaxNamed ? $"{named} (and {tickets.Count - MaxNamed} more: fairlead ticket list)" : named;
    }

    private static string DefaultOf(AttentionKind kind, TicketConfiguration configuration) => kind switch
    {
        AttentionKind.Uncertain => "Jira gave no clear answer",
        AttentionKind.Interrupted => "Fairlead was stopped while it sent them, before Jira's answer came",
        AttentionKind.Waiting => "not sent yet",
        AttentionKind.Forbidden => "not shown to Fairlead's account: restricted, or deleted",
        AttentionKind.Deleted => "deleted in Jira, with findings still open",
        AttentionKind.KeptOpen when configuration.StatusOwner == FieldOwner.Jira => "no open finding is behind it, and its status is people's (owners)",
        AttentionKind.KeptOpen => "no open finding is behind it, and a person moved the issue where it is open",
        AttentionKind.Unlinked => "their issues were unlinked, or the run that made them was undone",
        AttentionKind.Undone => "a person undid what a run did",
        AttentionKind.Lost => "their issues have other ids in this Jira, which was rebuilt or set back, or are not in it; they are known by their markers only",
        _ => "no reason was noted",
    };

    private static string NextStepOf(AttentionKind kind, IReadOnlyList<UnsettledTicket> tickets, TicketConfiguration configuration, string connection, DateTimeOffset now)
    {
        var areDue = tickets.All(t => t.NextLookAt <= now);
        var key = tickets.Select(t => t.IssueKey).OfType<string>().FirstOrDefault();
        return kind switch
        {
            AttentionKind.Uncertain when areDue => $"They are due: a running server looks whether Jira has them; so does at once: fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Uncertain => $"A running server then looks whether Jira has them. Without one, repeat then: fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Interrupted =>
                $"A running server, or fairlead apply {ShellWord.Of(configuration.Name)}, looks whether Jira has them, after a rest of {configuration.Quarantine.TotalSeconds:0} s, and makes only those that it has not. See them with: fairlead ticket list --state sending",
            AttentionKind.Waiting when areDue => $"They are due: a running server sends them; so does at once: fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Waiting => $"A running server then sends them. Without one, repeat then: fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Parked => $"Correct what the reason names. If that is in the configuration, saving it is enough: fairlead apply {ShellWord.Of(configuration.Name)}. If it is in Jira: fairlead connection resume {ShellWord.Of(connection)}, then fairlead apply {ShellWord.Of(configuration.Name)}; else one issue is tried from time to time, and the others follow it.",
            AttentionKind.Refused => $"Correct what the reason names. If that is in Jira: fairlead ticket retry --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}. They are also tried again when their findings or the configuration change.",
            AttentionKind.Stuck => $"Do it by hand in Jira, or correct what stands in the way: fairlead ticket retry {key} --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}. Fairlead also tries again when the findings or the configuration change.",
            AttentionKind.Frozen => $"Look for an automation in Jira that changes them, and put an end to it: fairlead ticket retry {key} --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}. Else Fairlead leaves them alone until then.",
            AttentionKind.Unanswered => $"See what is special about the issue, such as a post function of its workflow or an automation; Jira's own log has the error. A running server tries again by itself; at once: fairlead ticket retry {key} --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.KeptClosed => $"Open it again in Jira, or set the findings aside: fairlead finding set-status --help. For a new issue instead: newTicket under reopen of the configuration {configuration.Name}",
            AttentionKind.KeptOpen when configuration.StatusOwner == FieldOwner.Jira =>
                $"Close it in Jira. To let Fairlead close issues: owners: {{status: last}} in the configuration {configuration.Name}",
            AttentionKind.KeptOpen => ToClose,
            AttentionKind.Forbidden => $"Let Fairlead's account see {key ?? "them"} in Jira, then read the issues again: fairlead ticket reconcile",
            AttentionKind.Deleted => $"For a new issue: fairlead ticket recreate {key} --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}. Else set the findings aside: fairlead finding set-status --help",
            AttentionKind.Unlinked when tickets.Count > 1 => $"For new issues: fairlead ticket recreate --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}; for some of them only, name their ids: fairlead ticket list --state unlinked. Else set the findings aside: fairlead finding set-status --help",
            AttentionKind.Unlinked => $"For a new issue: fairlead ticket recreate {tickets[0].Ticket}, then fairlead apply {ShellWord.Of(configuration.Name)}. For one that is there: fairlead ticket relink {tickets[0].Ticket} KEY. Else set the findings aside: fairlead finding set-status --help",
            AttentionKind.Undone => $"What the run did is done again once the findings or the configuration change. To have it done again at once: fairlead ticket retry {NamesOf(tickets, configuration)}, then fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Lost when tickets.Any(t => t.NextLookAt is not null) => $"A running server looks for their markers. Without one, repeat: fairlead apply {ShellWord.Of(configuration.Name)}",
            AttentionKind.Lost => $"A search for their markers found none. If the issues are in Jira, let Fairlead's account see them: fairlead ticket reconcile. For new ones: fairlead ticket recreate --configuration {ShellWord.Of(configuration.Name)}, then fairlead apply {ShellWord.Of(configuration.Name)}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
