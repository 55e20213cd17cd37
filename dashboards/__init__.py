"""Streamlit dashboards and the command kohorte; reads, arranges and explains."""
