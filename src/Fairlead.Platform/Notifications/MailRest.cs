namespace Fairlead.Platform.Notifications;

/// <summary>What is left of a message of which some addresses have been told.</summary>
/// <param name="Pending">Addresses that refused it for now, with commas in between; never empty. It goes to these alone.</param>
/// <param name="Lost">Addresses that refused it for good, each with the server's answer, with commas in between; <see langword="null"/>: none did.</param>
public sealed record MailRest(string Pending, string? Lost);
