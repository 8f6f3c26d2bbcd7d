using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>
/// How many bytes of bodies this process reads, or stores what was in them, at the same time: four times as many as one body can have, and of one provider half of these, so that
/// one that sends more than is stored takes no memory from the rest and keeps no other away.
/// </summary>
internal sealed class BodyBudget(IOptions<SecurityInformationOptions> options)
{
    /// <summary>What a request costs whatever its body has.</summary>
    private const long Least = 16 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly long _most = 4L * options.Value.MaxBodyBytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _total;

    /// <returns>To be disposed when what was in the body is stored.</returns>
    /// <exception cref="ProblemException">429: the provider has too much under way; 503: all have.</exception>
    public BodyShare Begin(SecurityProvider provider)
    {
        var share = new BodyShare(this, provider.Key);
        share.Hold(Least);
        return share;
    }

    private void Take(string provider, long bytes)
    {
        lock (_gate)
        {
            var own = _held.GetValueOrDefault(provider) + bytes;
            if (own > _most / 2)
                throw Refused(ProblemKind.TooManyRequests, "Too much of this provider is read and stored at the moment. Send less at the same time.");
            if (_total + bytes > _most)
                throw Refused(ProblemKind.TemporarilyUnavailable, "Too much is read and stored at the moment.");
            _held[provider] = own;
            _total += bytes;
        }
    }

    private void Return(string provider, long bytes)
    {
        lock (_gate)
        {
            _total -= bytes;
            if ((_held[provider] -= bytes) == 0)
                _held.Remove(provider);
        }
    }

    private static ProblemException Refused(ProblemKind kind, string detail) => new(new Problem(kind, detail) { RetryAfter = Soon });

    /// <summary>Of one request.</summary>
    internal sealed class BodyShare(BodyBudget budget, string provider) : IDisposable
    {
        private long _bytes;

        /// <summary>Holds as many bytes, of which some may be held already.</summary>
        /// <inheritdoc cref="Begin"/>
        public void Hold(long bytes)
        {
            if (bytes <= _bytes)
                return;
            budget.Take(provider, bytes - _bytes);
            _bytes = bytes;
        }

        public void Dispose()
        {
            if (_bytes > 0)
                budget.Return(provider, _bytes);
            _bytes = 0;
        }
    }
}
