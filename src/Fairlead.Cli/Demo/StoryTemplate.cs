using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Demo;

/// <summary>How the demo names its issues.</summary>
internal static class StoryTemplate
{
    /// <summary>Findings that share no rule are named by their title instead, and those that share no place are in none.</summary>
    public static TemplateBody Body { get; } = new("{{#if group.rule}}{{group.rule}}{{else}}{{group.title}}{{/if}}{{#if group.location}} in {{group.location}}{{/if}}");
}
