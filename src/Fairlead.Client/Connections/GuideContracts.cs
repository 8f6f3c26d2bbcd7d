namespace Fairlead.Client.Connections;

/// <summary>Help with one thing: to set up, or to mend.</summary>
/// <param name="Topic">Short name, in kebab-case; for a cause the cause itself. The anchor on the page <c>/connections/guide</c>.</param>
/// <param name="Cause">Absent where the topic is about setting up.</param>
/// <param name="Meaning">One or two sentences.</param>
public sealed record GuideTopicResponse(string Topic, string Title, ConnectionCause? Cause, string Meaning, IReadOnlyList<GuidePartResponse> Parts);

/// <param name="When">The case in which these steps help.</param>
/// <param name="Edition">Absent: for both.</param>
/// <param name="Steps">In their order. Commands and addresses in them name an example: the connection <c>team</c>.</param>
public sealed record GuidePartResponse(string When, JiraEditionKind? Edition, IReadOnlyList<string> Steps);
