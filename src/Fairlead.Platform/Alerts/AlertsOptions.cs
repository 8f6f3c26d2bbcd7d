using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts;

/// <summary>How runtime alerts are taken in and kept, section <c>Alerts</c>.</summary>
internal sealed class AlertsOptions
{
    public const string Section = "Alerts";

    /// <summary>Bytes of one document; 64 KiB to 1 GiB. A larger one is refused with 413. A stream may be of any length.</summary>
    [Range(1L << 16, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>Different alerts that are kept; 100 to 1,000,000. More are refused, their repeats never.</summary>
    [Range(100, 1_000_000)]
    public int MaxAlerts { get; init; } = 100_000;

    /// <summary>How long an alert is kept after it came last; 1 day to 10 years. What became of it stays. One that waits behind an enabled trigger, or whose repeats do, is kept until they went through.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Pause between two looks at what triggers have to do; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether triggers run by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; init; } = true;
}

[OptionsValidator]
internal sealed partial class AlertsOptionsValidator : IValidateOptions<AlertsOptions>;
