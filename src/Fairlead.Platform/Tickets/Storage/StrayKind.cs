namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Issues that carry our label and are no ticket's issue. The numbers are stored.</summary>
internal enum StrayKind
{
    /// <summary>A second issue of one of our creates; linked to the first and closed.</summary>
    Duplicate = 1,

    /// <summary>A copy that a person made of an issue of ours, labels and all.</summary>
    Clone = 2,

    /// <summary>A marker that no ticket of this Fairlead has.</summary>
    Foreign = 3,

    /// <summary>Was a ticket's issue until a person unlinked it; a marker that it still carries means nothing.</summary>
    Unlinked = 4,
}
