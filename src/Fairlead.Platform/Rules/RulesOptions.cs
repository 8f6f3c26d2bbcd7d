using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Rules;

/// <summary>How rules run, section <c>Rules</c>.</summary>
internal sealed class RulesOptions
{
    public const string Section = "Rules";

    /// <summary>Pause between two looks at whether findings or rules changed; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause between two runs without a change, for conditions on the age of findings; 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan AgeInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether rules run by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; init; } = true;
}

[OptionsValidator]
internal sealed partial class RulesOptionsValidator : IValidateOptions<RulesOptions>;
