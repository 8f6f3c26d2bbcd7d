using Fairlead.Sandbox.Requests;

namespace Fairlead.Sandbox.Faults;

/// <summary>The faults waiting to be played. The first that matches a request is played; each counts its own matches.</summary>
public sealed class SandboxFaults
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];

    public IReadOnlyList<SandboxFault> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _armed.Select(a => a.Fault)];
        }
    }

    public void Add(SandboxFault fault)
    {
        lock (_gate)
            _armed.Add(new Armed(fault));
    }

    /// <summary>Shorthand for one fault.</summary>
    public void Add(
        string? method, string? path, FaultBehaviour behaviour, int? times = 1, int skip = 0) =>
        Add(new SandboxFault(behaviour, method, path, skip, times));

    public void Clear()
    {
        lock (_gate)
            _armed.Clear();
    }

    internal FaultBehaviour? Take(string method, string path, string? body)
    {
        lock (_gate)
        {
            foreach (var armed in _armed)
            {
                if (armed.IsHitBy(method, path, body))
                {
                    if (armed.IsSpent)
                        _armed.Remove(armed);
                    return armed.Fault.Behaviour;
                }
            }

            return null;
        }
    }

    private sealed class Armed(SandboxFault fault)
    {
        private int _seen;
        private int _played;

        public SandboxFault Fault => fault;

        public bool IsSpent => _played >= fault.Times;

        public bool IsHitBy(string method, string path, string? body)
        {
            if (!PathPattern.Matches(fault.Method, fault.Path, method, path)
                || (fault.BodyContains is { } text && body?.Contains(text, StringComparison.Ordinal) != true)
                || ++_seen <= fault.Skip
                || IsSpent)
            {
                return false;
            }

            _played++;
            return true;
        }
    }
}
