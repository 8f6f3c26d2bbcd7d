using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Secrets;

/// <param name="Connection">Its name or id.</param>
/// <param name="Project">By key or id; null: all of the connection that have no setting of their own.</param>
public sealed record SecretNoticeSettingRequest(string Connection, bool On, string? Project = null);

/// <summary>Whether authors are told of secrets.</summary>
/// <param name="Project">Null: in all projects of the connection that have no setting of their own.</param>
/// <param name="Since">Since when it is so; of secrets that were found before nobody is told by itself.</param>
public sealed record SecretNoticeSetting(string? Project, bool On, DateTimeOffset Since, string SetBy);

/// <summary>What authors are, or would be, told of a secret.</summary>
public sealed record SecretNoticesResponse(SecretFindingId Id, IReadOnlyList<SecretNoticeResponse> Notices);

/// <param name="State"><c>possible</c>, <c>said</c>, <c>notSaid</c> or <c>unknown</c>.</param>
/// <param name="To">Names of those who are called; none: Jira names nobody.</param>
/// <param name="Internal">In a service project, only for those who work on requests.</param>
/// <param name="Text">Null: nothing is said on this issue now.</param>
/// <param name="Detail">Why, for people; null: there is nothing to say.</param>
public sealed record SecretNoticeResponse(string Issue, string State, IReadOnlyList<string> To, bool Internal, string? Text, string? Detail);
