using Fairlead.Client.Connections;
using Fairlead.Platform.Connections.Guide;

namespace Fairlead.Platform.Connections;

/// <summary>What to do in Jira, step by step: first to set a connection up, then for each cause that a test can name. The one home of these texts.</summary>
public static class ConnectionGuide
{
    /// <summary>In the order in which a person needs them.</summary>
    public static IReadOnlyList<GuideTopicResponse> Topics { get; } = [.. SetUpTopics.All, .. CauseTopics.All];

    /// <summary>The topic of a cause; each has one.</summary>
    public static GuideTopicResponse Of(ConnectionCause cause) => CauseTopics.All.First(t => t.Cause == cause);

    /// <summary>The parts of a topic that are about this Jira.</summary>
    public static IReadOnlyList<GuidePartResponse> PartsFor(GuideTopicResponse topic, JiraEditionKind edition) =>
        [.. topic.Parts.Where(p => p.Edition is null || p.Edition == edition)];
}
