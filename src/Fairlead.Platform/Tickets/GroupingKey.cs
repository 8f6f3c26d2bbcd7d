namespace Fairlead.Platform.Tickets;

/// <summary>What findings must share to share a ticket. The numbers are stored; append, never renumber.</summary>
public enum GroupingKey
{
    Asset = 1,

    /// <summary>The rule, check or advisory, such as CVE-2024-1234.</summary>
    Rule = 2,
    Package = 3,
    Severity = 4,
    Kind = 5,
    Scanner = 6,

    /// <summary>The place within the asset: file, target or resource.</summary>
    Location = 7,
}
