namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Why an issue stays closed although its findings came back. Pure.</summary>
internal static class KeptClosed
{
    /// <returns>In words that follow "and"; <see langword="null"/> when it is to be opened again.</returns>
    public static string? ReasonOf(PlannedTicket ticket, TicketConfiguration configuration, DateTimeOffset now)
    {
        if (configuration.StatusOwner == FieldOwner.Jira)
            return "its status is people's (owners)";
        var policy = configuration.Reopen;
        // Closed only because the configuration did not cover the findings: nobody said that they were done.
        if (ticket.WasLeft)
            return null;
        if (policy.IsNever)
            return "the configuration never reopens an issue";
        if (!ticket.IsWhereMoved && policy.NotFrom.FirstOrDefault(r => r.Id == ticket.ResolutionId) is { } resolution)
            return $"somebody closed it as {resolution.Name}, from which the configuration does not reopen";
        return policy.WithinDays is { } days && ticket.DoneAt is { } at && now - at > TimeSpan.FromDays(days)
            ? $"it was closed more than {days} days ago"
            : null;
    }
}
