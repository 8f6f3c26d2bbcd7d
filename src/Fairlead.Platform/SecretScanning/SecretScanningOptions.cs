using System.ComponentModel.DataAnnotations;
using Fairlead.Secrets.Limits;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning;

/// <summary>How Jira is looked through for secrets, section <c>SecretScanning</c>.</summary>
internal sealed class SecretScanningOptions
{
    public const string Section = "SecretScanning";

    /// <summary>Pause between two looks at what was asked for; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls to one site at the same time; 1 to 16. The site's own limits hold beside it.</summary>
    [Range(1, 16)]
    public int MaxConcurrentReads { get; init; } = 3;

    /// <summary>Whether the contents of attachments are looked through; else only their names.</summary>
    public bool AttachmentContents { get; init; } = true;

    /// <summary>Whether secrets become findings, and so can become tickets. What became one stays when this is turned off.</summary>
    public bool MakesFindings { get; init; } = true;

    /// <summary>Whether people may let Fairlead take secrets out of descriptions and comments of Jira.</summary>
    public bool MasksInJira { get; init; }

    /// <summary>Whether <c>fairlead:allow</c> in a line of Jira's text lets its secret stand. Whoever may write there can then hide one.</summary>
    public bool HonoursAllowMarks { get; init; }

    /// <summary>What a rule of one's own may take for each megabyte that it looks at; 100 milliseconds to 1 minute. One that takes more is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RuleTimePerMegabyte { get; init; } = RuleLimits.Default.TimePerMegabyte;

    /// <summary>Memory, in megabytes, that a rule of one's own may take for what is made of its pattern; 1 to 1024. One that takes more is given up.</summary>
    [Range(1, 1_024)]
    public int RuleTableMegabytes { get; init; } = (int)(RuleLimits.Default.TableBytes >> 20);

    /// <summary>Whether waiting scans run by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; init; } = true;
}

[OptionsValidator]
internal sealed partial class SecretScanningOptionsValidator : IValidateOptions<SecretScanningOptions>;
